"""Fails if DAISY Ace found a violation.  ace.py REPORT.json"""
import json
import sys

report = json.load(open(sys.argv[1], encoding="utf-8"))
found = [
    (document["earl:testSubject"]["url"], assertion["earl:test"]["dct:title"], assertion["earl:result"])
    for document in report["assertions"]
    for assertion in document["assertions"]
]
if found or report["earl:result"]["earl:outcome"] != "pass":
    sys.exit(f"Ace: {found}")
print("epub: Ace found no violation in", len(report["assertions"]), "documents")
