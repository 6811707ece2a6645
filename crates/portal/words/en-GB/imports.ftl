### Words of the part: reading files. Each sentence says what is wrong and what to do about it.

import-at-line = Line { $line }: { $what }
import-at-cell = Line { $line }, column { $column } (number { $number }), found "{ $found }": { $what }
import-and-more =
    { $count ->
        [one] There is 1 more problem.
       *[other] There are { $count } more problems.
    }

import-empty = The file is empty. Download it again.
import-too-large = The file is larger than { $megabytes } MB, which no official table is. Check that it is the right file.
import-workbook = The file is an Excel workbook or a zip archive. Open it, save the table as "CSV UTF-8" and read that file.
import-web-page = The file is a page of a website, not the table itself. Download the table with its download link.
import-pdf = The file is a PDF document. Download the table as a CSV file.
import-utf-16 = The file is saved as UTF-16. Save it as "CSV UTF-8" and read that file.
import-not-commas = The columns are not separated by commas. Save the table as "CSV UTF-8" with commas between the columns.
import-key-stage-4 = This is a key stage 4 table. Only key stage 2 tables can be read by this command.
import-long-layout = This table has one figure on each line. Download the key stage 2 table that has one school on each line.
import-descriptions = This file describes the columns of a table. Read the table itself.
import-not-a-table = The first line does not name the columns of a key stage 2 table. Check that it is the right file.
import-column-missing = The table has no column "{ $found }". Without it the figures can't be read. Download the table again.
import-column-twice = Two columns have this name. Remove one of them.
import-too-long = The table has more than { $most } lines or columns, which no official table has. Check that it is the right file.
import-no-schools = There is no school in this table. Download it again.
import-year-contradicted = The year given is { $told }, but the columns of this file are those of { $file }. Give the right year or the right file.

import-record-type-unknown = The kind of line must be 1 or 2 (a school), 3 (a local authority), or 4 or 5 (England). Correct it or remove the line.
import-urn-unreadable = A school's number (URN) has five to seven digits. Correct it.
import-urn-twice = The school is already on line { $first }. Remove one of the two lines.
import-name-missing = The school has no name. Fill it in.
import-name-unprintable = The school's name has a character that can't be printed. Type the name again.
import-not-utf-8 = The text is not in UTF-8. Save the table as "CSV UTF-8" and read that file.
import-authority-unreadable = A local authority's number (LEA) has three digits. Correct it.
import-area-twice = These averages are already on line { $first }. Remove one of the two lines.
import-row-too-long = The line has { $cells } cells and the table { $columns } columns. A comma inside a name needs quotation marks around the name.
import-row-cut-short = The line ends in the middle of the school's figures. The file may be cut off: download it again.
import-quote-not-closed = A quotation mark is opened here and not closed. Close it.

import-not-a-number = This is neither a number nor a mark such as SUPP. Correct it.
import-not-a-count = This is neither a whole number of pupils nor a mark such as SUPP. Correct it.
import-not-a-percentage = This is neither a percentage nor a mark such as SUPP. Correct it.
import-not-a-band = This is neither a band from 1 to 5 nor a mark such as NA. Correct it.
import-out-of-range = This must be between { $least } and { $most }. Correct it.
import-interval-missing = The progress has no lower or no upper end. Fill in both.
import-progress-missing = There is a lower or an upper end without the progress between them. Fill it in, or remove the ends.
import-interval-out-of-order = The lower end, the progress and the upper end must be in this order. Correct them.
import-band-contradicted = The band says the opposite of the lower and upper ends. In these tables 1 is well above and 5 well below average. Correct one of them.

import-year-missing = The name of the file does not say the year. Give it with --year, for example --year 2018/19.
import-year-of-name = The name of the file says { $name }, and the year given is { $told }. Give the right year, or rename the file.
import-reason-needed = Stored figures would change, so a reason is needed. Nothing was stored. If this file is right, read it again with --reason later_table.
import-nothing-new = There is nothing new in this file.
import-preview = This is a preview. Nothing was stored. Read without --dry-run, the file does this:
import-not-stored = This file differs from what is stored:
import-stored = The file is stored.
import-schools-registered = New schools: { $count }.
import-schools-revised = Schools described anew: { $count }.
import-results-entered = New rows of results: { $count }.
import-results-revised = Corrected rows of results: { $count }.
import-unchanged = Rows that say nothing new: { $count }.
import-no-national = The file has no line for England. Results of this year can't be compared with the national average.
import-difference = Line { $line }, { $name } ({ $urn }): { $figure } was { $before } and is now { $after }.
import-not-there = not there
import-more-differences =
    { $count ->
        [one] One more figure differs.
       *[other] { $count } more figures differ.
    }
