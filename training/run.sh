#!/bin/sh
# From data to the embedded model: training/run.sh WORK_FOLDER. The data's place is $STANDPOINT_DATA (see README.md).
# Resumable: run it again after an interruption and it goes on from the last epoch's checkpoint.
set -e
work=${1:?usage: run.sh WORK_FOLDER}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work"
[ -d "$work/venv" ] || python3 -m venv "$work/venv"
python="$work/venv/bin/python"
"$python" -m pip install -q -r "$here/requirements.txt"
export HF_HUB_OFFLINE=1
# Big tensors from the heap, not from fresh pages: page faults took a fifth of a step.
export MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=8000000000 MALLOC_TOP_PAD_=268435456 MALLOC_ARENA_MAX=2
cd "$here"
"$python" -u train.py "$work/first-run" --epochs 9 --threads "${THREADS:-1}" --resume | tee -a "$work/log.txt"
mkdir -p "$work/run" && cp "$work/first-run/inventories.json" "$work/run"
mkdir -p "$work/second-run" && cp "$work/first-run/inventories.json" "$work/second-run"
"$python" -u train.py "$work/second-run" --from "$work/first-run/last.pt" --peak 0.6 --epochs 8 --threads "${THREADS:-1}" --resume | tee -a "$work/log.txt"
"$python" -u train.py "$work/run" --from "$work/second-run/last.pt" --peak 0.5 --epochs 6 --threads "${THREADS:-1}" --resume | tee -a "$work/log.txt"
"$python" exceptions.py "$work/run/last.pt"
"$python" export.py "$work/run/last.pt" "$work/first"            # what follows is fitted on the 8-bit model
"$python" tune.py "$work/run/last.pt" --onnx "$work/first/model.onnx" --vocab "$work/first/vocab.txt" --write
"$python" keep.py "$work/run/last.pt" --onnx "$work/first/model.onnx" --vocab "$work/first/vocab.txt"
"$python" coref.py "$work/run/last.pt" --onnx "$work/first/model.onnx" --vocab "$work/first/vocab.txt"
"$python" export.py "$work/run/last.pt" "$here/../src/language/english"
"$python" vectors.py "$work/run/last.pt" "$here/../src/language/english" "$work/testvectors.json" "$work/short.json" "$here/../src/reading/heads/vectors.json"
echo "float:"; "$python" evaluate.py "$work/run/last.pt" | tee "$work/report-float.json"
echo "8 bits:"; "$python" evaluate.py "$work/run/last.pt" --onnx "$here/../src/language/english/model.onnx" --vocab "$here/../src/language/english/vocab.txt" | tee "$work/report-int8.json"
