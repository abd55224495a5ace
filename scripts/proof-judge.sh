#!/usr/bin/env bash
# Makes the known answers of the tests of proofs again, by other implementations, and compares them (Tests/ProofReference).
#
# usage: scripts/proof-judge.sh
# Without Python, or if pip cannot install py-evm, the comparison is skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/python-environment.sh proof-reference 'the comparison of proofs with py-evm' py-evm==0.12.1b1 eth-account==0.14.0 \
    rlp==5.0.0 trie==4.0.0 pycryptodome==3.24.1 || exit 0
python=.build/proof-reference/bin/python
reference=Tests/ProofReference
$python -B $reference/chain.py | cmp - $reference/chain.ndjson
vectors=$($python -B $reference/vectors.py)
tail -n 1 <<<"$vectors" | cmp - $reference/deposits.json
while read -r line; do
    grep --quiet --fixed-strings "$line" Tests/EthereumProofsTests/KnownAnswers.swift ||
        { echo "KnownAnswers.swift has another line than $line" >&2; exit 1; }
done < <(head -n -1 <<<"$vectors")
echo "proofs: the chain, the tries and the hashes are those of py-evm, trie, rlp and pycryptodome"
