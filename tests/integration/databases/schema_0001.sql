BEGIN TRANSACTION;
CREATE TABLE posts (
	"key" VARCHAR(32) NOT NULL, 
	site TEXT NOT NULL, 
	id TEXT NOT NULL, 
	revision VARCHAR(16) NOT NULL, 
	lexicon_version TEXT NOT NULL, 
	checked_at DATETIME NOT NULL, 
	unit TEXT NOT NULL, 
	channel VARCHAR(16) NOT NULL, 
	"column" TEXT NOT NULL, 
	url TEXT NOT NULL, 
	title TEXT NOT NULL, 
	content_type VARCHAR(32) NOT NULL, 
	published_at DATETIME NOT NULL, 
	author TEXT NOT NULL, 
	source TEXT NOT NULL, 
	extras TEXT NOT NULL, 
	content BLOB NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "posts" VALUES('36d39a3937225b36b6f3','a.gov.cn','p-1','f3ecd9b018248e96','v1','2026-03-31 01:31:00.000000','','other','','','青岚县召开会议','text/plain','2026-03-31 01:30:00.000000','','','[[],[],{}]',X'480D012200DDFF00000015E99D92E5B29AE58EBFE58FACE5BC80E4BC9AE8AEAEE887AAE586B6E58CBA53FA15B5');
INSERT INTO "posts" VALUES('df83df7121cb06c7db38','b.gov.cn','p-2','0058957fa4af0366','v1','2026-03-31 01:30:00.000000','','other','','','','text/plain','2026-03-31 01:30:00.000000','','','[[],[],{}]',X'480D012800D7FF00000000E4BC9AE8AEAEE5AFB9E998B2E6B19BE5B7A5E4BD9CE4BD9CE587BAE983A8E7BDB2E38082F23F1A61');
INSERT INTO "posts" VALUES('dc147bbdc9add05c475e','a.gov.cn','p-3􍠀','04b09f8b7266aa92','v1','2026-03-31 01:30:00.000000','','other','','','','text/plain','2026-03-31 01:30:00.000000','','','[[],[],{}]',X'480D6360606078BAA3F9F9DE4D0C0014640477');
CREATE TABLE reports (
	post_key VARCHAR(32) NOT NULL, 
	revision VARCHAR(16) NOT NULL, 
	lexicon_version TEXT NOT NULL, 
	verdict VARCHAR(16) NOT NULL, 
	complete BOOLEAN NOT NULL, 
	skipped TEXT NOT NULL, 
	roster_as_of TEXT NOT NULL, 
	checked_at DATETIME NOT NULL, 
	elapsed_ms FLOAT NOT NULL, 
	findings TEXT NOT NULL, 
	PRIMARY KEY (post_key, revision, lexicon_version), 
	FOREIGN KEY(post_key) REFERENCES posts ("key")
);
INSERT INTO "reports" VALUES('36d39a3937225b36b6f3','0362661c98c0c8c1','v1','review',1,'[]','2026-03-31','2026-03-31 01:30:00.000000',1.25,'[{"id":"布署-id","rule":"typo.bu-shu","category":"typo","severity":"error","field":"body","start":0,"end":2,"utf16_start":0,"utf16_end":2,"quote":"布署","context":"布署","context_start":0,"context_end":0,"message":"“布署”是错误写法，应为“部署”。","suggestions":["部署"],"safe_fix":false,"basis":"","confidence":1.0,"folding":[],"positions":[{"start":0,"end":2,"utf16_start":0,"utf16_end":2}],"masked":false},{"id":"自冶区-id","rule":"typo.bu-shu","category":"typo","severity":"error","field":"body","start":3,"end":6,"utf16_start":3,"utf16_end":6,"quote":"自冶区","context":"自冶区","context_start":0,"context_end":0,"message":"“自冶区”是错误写法，应为“部署”。","suggestions":["部署"],"safe_fix":false,"basis":"","confidence":1.0,"folding":[],"positions":[{"start":3,"end":6,"utf16_start":3,"utf16_end":6}],"masked":false}]');
INSERT INTO "reports" VALUES('df83df7121cb06c7db38','0058957fa4af0366','v1','review',0,'["typos"]','2026-03-31','2026-03-31 01:30:00.000000',1.25,'[]');
INSERT INTO "reports" VALUES('dc147bbdc9add05c475e','04b09f8b7266aa92','v1','review',1,'[]','2026-03-31','2026-03-31 01:30:00.000000',1.25,'[{"id":"布署-id","rule":"typo.bu-shu","category":"typo","severity":"error","field":"body","start":0,"end":2,"utf16_start":0,"utf16_end":2,"quote":"布署","context":"布署","context_start":0,"context_end":0,"message":"“布署”是错误写法，应为“部署”。","suggestions":["部署"],"safe_fix":false,"basis":"","confidence":1.0,"folding":[],"positions":[{"start":0,"end":2,"utf16_start":0,"utf16_end":2}],"masked":false}]');
INSERT INTO "reports" VALUES('36d39a3937225b36b6f3','f3ecd9b018248e96','v1','review',1,'[]','2026-03-31','2026-03-31 01:31:00.000000',1.25,'[{"id":"自冶区-id","rule":"typo.bu-shu","category":"typo","severity":"error","field":"body","start":3,"end":6,"utf16_start":3,"utf16_end":6,"quote":"自冶区","context":"自冶区","context_start":0,"context_end":0,"message":"“自冶区”是错误写法，应为“部署”。","suggestions":["部署"],"safe_fix":false,"basis":"","confidence":1.0,"folding":[],"positions":[{"start":3,"end":6,"utf16_start":3,"utf16_end":6}],"masked":false}]');
CREATE TABLE violations (
	id VARCHAR(32) NOT NULL, 
	post_key VARCHAR(32) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	note TEXT NOT NULL, 
	post_id TEXT NOT NULL, 
	revision VARCHAR(16) NOT NULL, 
	lexicon_version TEXT NOT NULL, 
	site TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	channel VARCHAR(16) NOT NULL, 
	"column" TEXT NOT NULL, 
	url TEXT NOT NULL, 
	title TEXT NOT NULL, 
	published_at DATETIME NOT NULL, 
	found_at DATETIME NOT NULL, 
	category VARCHAR(32) NOT NULL, 
	severity VARCHAR(16) NOT NULL, 
	rule TEXT NOT NULL, 
	quote TEXT NOT NULL, 
	message TEXT NOT NULL, 
	finding TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(post_key) REFERENCES posts ("key")
);
INSERT INTO "violations" VALUES('6f26b501e9f1a2166d3c','36d39a3937225b36b6f3','fixed','','p-1','0362661c98c0c8c1','v1','a.gov.cn','','other','','','青岚县召开会议','2026-03-31 01:30:00.000000','2026-03-31 01:30:00.000000','typo','error','typo.bu-shu','布署','“布署”是错误写法，应为“部署”。','{"id":"布署-id","rule":"typo.bu-shu","category":"typo","severity":"error","field":"body","start":0,"end":2,"utf16_start":0,"utf16_end":2,"quote":"布署","context":"布署","context_start":0,"context_end":0,"message":"“布署”是错误写法，应为“部署”。","suggestions":["部署"],"safe_fix":false,"basis":"","confidence":1.0,"folding":[],"positions":[{"start":0,"end":2,"utf16_start":0,"utf16_end":2}],"masked":false}');
INSERT INTO "violations" VALUES('8f17a424bc07b3700566','36d39a3937225b36b6f3','dismissed','书名如此','p-1','f3ecd9b018248e96','v1','a.gov.cn','','other','','','青岚县召开会议','2026-03-31 01:30:00.000000','2026-03-31 01:30:00.000000','typo','error','typo.bu-shu','自冶区','“自冶区”是错误写法，应为“部署”。','{"id":"自冶区-id","rule":"typo.bu-shu","category":"typo","severity":"error","field":"body","start":3,"end":6,"utf16_start":3,"utf16_end":6,"quote":"自冶区","context":"自冶区","context_start":0,"context_end":0,"message":"“自冶区”是错误写法，应为“部署”。","suggestions":["部署"],"safe_fix":false,"basis":"","confidence":1.0,"folding":[],"positions":[{"start":3,"end":6,"utf16_start":3,"utf16_end":6}],"masked":false}');
INSERT INTO "violations" VALUES('c7d2bf6e0109a53b16c7','dc147bbdc9add05c475e','open','','p-3􍠀','04b09f8b7266aa92','v1','a.gov.cn','','other','','','','2026-03-31 01:30:00.000000','2026-03-31 01:30:00.000000','typo','error','typo.bu-shu','布署','“布署”是错误写法，应为“部署”。','{"id":"布署-id","rule":"typo.bu-shu","category":"typo","severity":"error","field":"body","start":0,"end":2,"utf16_start":0,"utf16_end":2,"quote":"布署","context":"布署","context_start":0,"context_end":0,"message":"“布署”是错误写法，应为“部署”。","suggestions":["部署"],"safe_fix":false,"basis":"","confidence":1.0,"folding":[],"positions":[{"start":0,"end":2,"utf16_start":0,"utf16_end":2}],"masked":false}');
CREATE INDEX posts_by_site ON posts (site);
CREATE INDEX posts_by_id ON posts (id);
CREATE INDEX violations_by_severity ON violations (severity, published_at, id);
CREATE INDEX violations_by_unit ON violations (unit, published_at, id);
CREATE INDEX violations_by_post ON violations (post_key);
CREATE INDEX violations_by_rule ON violations (rule, published_at, id);
CREATE INDEX violations_by_category ON violations (category, published_at, id);
CREATE INDEX violations_by_status ON violations (status, published_at, id);
CREATE INDEX violations_newest ON violations (published_at, id);
CREATE INDEX violations_by_site ON violations (site, published_at, id);
COMMIT;
