# The ledger to the outside.

ledger-title = The ledger
ledger-about = Every fact in this portal is kept in one list that is only added to. From time to time the portal signs how many facts there are, and one short hash that stands for all of them. If a fact is changed later, the hash no longer fits.
ledger-trouble = No new checkpoint is signed. The person who runs this portal must find out why.
ledger-trouble-cut = It covers { $signed } facts, and { $there } are here. Facts were taken away, or an older copy of the records was brought back. If that was done on purpose, another key must be begun with the command “begin-ledger-key”.
ledger-trouble-rewritten = The first { $signed } facts are not those that were signed. The command “quadrant verify” says where, as closely as what is left can show it.
ledger-trouble-tree = The hashes that are stored with the records do not fit each other. The command “quadrant verify” says where.
ledger-trouble-stored = A checkpoint that is stored with the records is not as it was signed. That says nothing about the records themselves. What stands below is kept elsewhere, and its signature is right.
ledger-trouble-key = The key that signed is gone. It can be put back with “restore-key”, or another begun with “begin-ledger-key”.
ledger-last = The last signed checkpoint
ledger-covers = It covers facts 1 to { $facts }.
ledger-root-short = In short, as in the foot of a pack
ledger-root-about = The root is the one hash that stands for all these facts. Packs, exports and proofs write it like this. The signed text below has the same root in another way of writing (base64).
ledger-as-text = The checkpoint as plain text
ledger-none = Nothing has been signed yet.
ledger-none-shown = The last checkpoint can't be shown.
ledger-key = The public key
ledger-key-about = With this key anybody can tell a checkpoint of this portal from any other text. Note it down once, on paper or in your own files.
ledger-keys = Keys that signed before
ledger-keys-about = Another key is begun only when the old one was lost, or when an older copy of the records was brought back. That is on record, with who said so and why. No proof can show that the reason is true.
ledger-key-signed = { $name } signed up to fact { $facts }
ledger-key-begun = On { $day } another key was begun by fact { $fact }. { $why }
ledger-key-follows = The ledger goes on from the last thing that the old key signed, and none of these { $facts } facts was changed. That the new key is in the right hands rests on the reason alone. The root that was signed:
ledger-key-breaks = The ledger does not go on from the last thing that the old key signed, over { $facts } facts. That nothing else was changed rests on the reason alone. Whoever keeps that checkpoint can see the difference. The root that was signed:
ledger-check = How to check
ledger-check-keep = Keep a checkpoint where this portal can't change it. The foot of each data pack and report has the number of facts and the first digits of the hash.
ledger-check-later = Later, ask for an export, and check it with the command “quadrant verify”, your key and the checkpoint that you kept. It needs no access to this portal.
ledger-compare-from = You kept a checkpoint: how many facts does it cover?
ledger-compare = Compare it with today
ledger-check-one = To prove that one record is in the ledger, follow the link beside its seal in a history.
ledger-not = What this does not show
ledger-not-true = That what somebody typed was true.
ledger-not-before = What happened before the first checkpoint that somebody else holds.
ledger-not-yet = Facts of the last moments, which no checkpoint covers yet.
ledger-not-tables = The read tables from which pages are made. No seal covers them. The command “quadrant rebuild” makes them again from the facts.
ledger-not-beside = People’s display names, and the register of who read names. Both are kept beside the facts, and no seal covers them.

# The seal of one record.

seal-about = A seal is a short hash of a record as it was stored: if one letter is changed, it no longer fits.
seal-broken = This record is not as it was sealed
seal-broken-help = Somebody changed what is stored, or took something away, after the record got its seal. Do not rely on what stands here. Tell the person who runs this portal. They find the first such record with the command “quadrant verify”.

# Proofs.

proof-title = Proof: record { $place } among the first { $size }
proof-shows = This proves that a record with this seal stands at place { $place } of the ledger, among the first { $size } records.
proof-broken = The hashes that are stored do not lead to this root. The person who runs this portal must find out why.
proof-signed = The portal has signed this root.
proof-unsigned = No checkpoint was signed with this root, so it proves nothing to others yet.
proof-record = The record
proof-entry = Read the record
proof-root = The root that it leads to
proof-path = The path of hashes
proof-path-about = Begin with the seal. Put each hash on its side of what you have, and hash both together. The last result is the root.
proof-path-none = The path is empty: the root is there already.
proof-left = On the left:
proof-right = On the right:
proof-check-root = Hold the root against a checkpoint that you kept, or against the foot of a pack. Both must have as many facts and the same root.
proof-check-path = A program checks the path by RFC 6962, section 2.1.1: SHA-256 over one byte 01, the left hash and the right hash. The data below has all it needs.
proof-json = The same as data (JSON)
proof-not-one = What the record says. An export has the record itself, and “quadrant verify” works out its seal.
proof-back = Back to the ledger
proof-no-number = Type the number of facts, or the place of a record, in digits.
proof-compared-title = The first { $from } records, and the first { $size }
proof-compared-shows = This proves that the first { $size } records begin with the same { $from } records over which this portal signed the earlier root. None of their seals was changed, moved or taken away.
proof-compared-goes-on = This proves that the first { $size } records go on from { $from } records with the earlier root below. This portal has no checkpoint of its own over { $from } records, so it can't say that they are those that you know.
proof-earlier = The earlier root
proof-earlier-about = It is worked out from the ledger of today. Hold it against the checkpoint that you kept: if it is another, the records were changed since.
proof-root-in-note = As in the third line of a checkpoint
proof-later = The later root
proof-compared-path-about = From these hashes both roots can be worked out.
proof-compared-check = A program checks them by RFC 6962, section 2.1.2. It needs the root that you kept, the later root and these hashes.
proof-not-compared = That your checkpoint is the same, unless you have held its root against the earlier one above.
proof-not-stored = That each record still fits its seal. The command “quadrant verify” works that out.

error-ledger-stored = A checkpoint that is stored with the records is not as it was signed. That says nothing about the records themselves. Tell the person who runs this portal. They find it with the command “quadrant verify”.
error-kept-more = Your checkpoint covers more facts than are here
error-kept-more-help = If this portal signed it, records were taken away, or an older copy of them was brought back. Keep your checkpoint. Give a copy to the person who runs this portal. They check it with the command “quadrant verify” and its option “--checkpoint”.

# The file for auditors.

export-title = Take away what was recorded about { $school }
export-about = This file has every fact about the school as it was recorded: who did what, when and why. Names and notes are in it only under their keys, so nobody can read them without this portal. What is recorded of people’s roles and of groups of schools is not in it, but in an export of the whole ledger.
export-get = Get the file
export-covers = It goes up to fact { $facts } of the ledger, where the last signed checkpoint is.
export-goes-on = If the connection is lost, your browser can go on where it stopped.
export-stretch = It has the facts about the school from fact { $from } to fact { $to } of the ledger.
export-days = Only what was recorded on some days
export-days-choose = Choose these days
export-all = All that was recorded
export-nothing-then = Nothing was recorded on these days. Choose other days, or leave both empty.
export-no-range = There are no facts in this range. Go back to the page and choose other days.
export-trouble = There is no file just now, because nothing can be proved of it. The page about the ledger says why. Tell the person who runs this portal.
export-check = Anybody who has the program can check the file, also without this portal and its records:
export-check-kept = If you kept a checkpoint, add it with “--checkpoint”. It can be one of the last 500, or the last one of any month before. For any other you are told which proof to get here.
export-not-all = That no fact about the school is left out. Only an export of the whole ledger shows that.
