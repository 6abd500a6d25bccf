"""Where a candidate stands: how doubtful it is there and all around, and whether a name may stand there."""

import numpy as np

from services.checker.typos.alphabet import UNKNOWN, Alphabet, Ids
from services.checker.typos.candidates import Candidates
from services.checker.typos.network import Floats, Places
from services.checker.typos.ngrams import ORDERS
from services.checker.typos.runs import Holders, Runs

_HOLDERS = Holders.of(ORDERS, wide=False)
_AROUND = 6  # tokens to either side
_COMMON_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金"
    "韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文庞樊殷施洪翟安倪俞牛温芦季"
)


class Surnames:
    """Names are the first thing that a model takes for a mistake."""

    def __init__(self, alphabet: Alphabet) -> None:
        self._is_surname = np.zeros(len(alphabet), dtype=np.bool_)
        self._is_surname[alphabet.ids_of(_COMMON_SURNAMES)] = True
        self._is_surname[UNKNOWN] = False

    def near(self, ids: Ids, places: Places) -> Floats:
        """N×3: whether a surname stands two tokens before, one before, at the place."""
        columns = [self._is_surname[ids[np.maximum(places - before, 0)]] for before in (2, 1, 0)]
        return np.stack(columns, axis=1).astype(np.float32)


def doubt_features(runs: Runs, places: Places, frequency: Floats) -> Floats:
    """N×23: the levels of all runs that hold a place, and how frequent it is and the tokens beside it are."""
    beside = [frequency[runs.ids[places + step]] for step in (0, -1, 1)]
    return np.concatenate((runs.levels(runs.at(_HOLDERS, places)), beside), dtype=np.float32).T


def doubts(degree: Floats, candidates: Candidates) -> Floats:
    """N×2: the doubt at each candidate, for a word the mean of its characters', and the mean of the tokens around.

    `degree` is the doubt of every token of the text.
    """
    place, last = candidates.place, candidates.place + candidates.width - 1
    sums = np.concatenate(([0], np.cumsum(degree, dtype=np.float64)))
    first, behind = np.maximum(place - _AROUND, 0), np.minimum(place + _AROUND + 1, len(degree))
    around = (sums[behind] - sums[first] - degree[place]) / (behind - first)
    return np.stack(((degree[place] + degree[last]) / 2, around), axis=1).astype(np.float32)
