#!/usr/bin/env bash
# pypinyin 0.55.0: words of several readings are read right in simplified Chinese and wrong in traditional Chinese.
#
# Which reading a character has depends on the word, and the package brings a list of words for that. One expects 重慶
# and 重庆, one city, to be read alike, since each character of either script has its pinyin. The list has the words in
# simplified characters: a traditional text falls back on the most frequent reading of each character, without notice.
# A bank becomes "yin xing", and names, keys or an index made from both scripts don't meet. Converted first, all agree.
#
# Seen:
#   重庆: chong qing, 重慶: zhong qing, converted: chong qing
#   长安: chang an, 長安: zhang an, converted: chang an
#   银行: yin hang, 銀行: yin xing, converted: yin hang
#   会计: kuai ji, 會計: hui ji, converted: kuai ji
#   音乐: yin yue, 音樂: yin le, converted: yin yue
#   调查: diao cha, 調查: diao cha, converted: diao cha
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "pypinyin==0.55.0" "OpenCC==1.4.2" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
from opencc import OpenCC
from pypinyin import lazy_pinyin

convert = OpenCC("t2s").convert
for simplified, traditional in (
    ("重庆", "重慶"),
    ("长安", "長安"),
    ("银行", "銀行"),
    ("会计", "會計"),
    ("音乐", "音樂"),
    ("调查", "調查"),
):
    read = [" ".join(lazy_pinyin(word)) for word in (simplified, traditional, convert(traditional))]
    print(f"{simplified}: {read[0]}, {traditional}: {read[1]}, converted: {read[2]}")
PYTHON
"$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"
