"use strict";
const labels = JSON.parse(document.getElementById("labels").textContent);
const [text, button, verdict, marked, found] = ["text", "check", "verdict", "marked", "found"].map((id) => document.getElementById(id));

// Text from a report goes into the page as text only, never as markup.
function element(name, className, content) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = content;
  return made;
}

function showMarks(submitted, findings) {
  const places = findings.flatMap((finding) => finding.positions).sort((a, b) => a.utf16_start - b.utf16_start);
  let from = 0;
  marked.replaceChildren();
  for (const place of places) {
    if (place.utf16_start < from) continue;
    marked.append(submitted.slice(from, place.utf16_start));
    marked.append(element("mark", "", submitted.slice(place.utf16_start, place.utf16_end)));
    from = place.utf16_end;
  }
  marked.append(submitted.slice(from));
}

function showFinding(finding) {
  const box = element("div", "violation " + finding.severity, "");
  const head = element("div", "head", "");
  head.append(element("span", "badge", labels.severity[finding.severity]), element("span", "badge", labels.category[finding.category]));
  const words = element("p", "", finding.message);
  if (finding.suggestions.length) words.append(element("span", "fix", "　建议：" + finding.suggestions.join("、")));
  box.append(head, words, element("div", "where", finding.basis));
  return box;
}

async function check() {
  const submitted = text.value;
  const response = await fetch("/v1/checks", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ body: submitted }),
  });
  const answer = await response.json();
  marked.replaceChildren();
  found.replaceChildren();
  if (!response.ok) return void (verdict.textContent = answer.detail || answer.title);
  verdict.textContent = labels.verdict[answer.verdict] + "　" + answer.findings.length + " 处　" + answer.elapsed_ms.toFixed(1) + " 毫秒";
  showMarks(submitted, answer.findings);
  found.append(...answer.findings.map(showFinding));
}

button.addEventListener("click", async () => {
  button.disabled = true;
  try { await check(); } catch (error) { verdict.textContent = "检查未能完成：" + error.message; }
  button.disabled = false;
});
