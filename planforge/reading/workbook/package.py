"""A workbook's file with some of its cells changed; every other part of it stays as it is, to the byte.

openpyxl reads a workbook, but what it does not know it would not write again: pictures, charts, conditional formats of
newer kinds, what a formula came to. So what was changed in its book is carried over into the XML of the file itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree
from msgspec import Struct, field
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import to_excel
from openpyxl.xml.functions import tostring

from planforge.reading.workbook.cells import format_of

BOOK, BOOK_RELS, KINDS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGED = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CHAIN = "calcChain"  # the order in which formulas are worked out: made anew by whoever opens the file
ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks",
)  # fmt: skip
"""The parts of a sheet in the order in which they have to stand; what is not named comes behind them."""
BUILT_IN = 164  # numbers below are formats that every spreadsheet has


class Look(NamedTuple):
    """A cell as openpyxl has it: value, style by number, where it leads."""

    value: Any
    style: tuple[int, ...]
    link: str


class Before(Struct, frozen=True):
    """A book as it was read."""

    cells: Mapping[str, Mapping[tuple[int, int], Look]]
    merged: Mapping[str, frozenset[str]]
    rules: Mapping[str, int]


def before(book: Any) -> Before:
    """What stands in a book that has just been opened."""
    return Before(
        {sheet.title: dict(_looks(sheet)) for sheet in book.worksheets},
        {sheet.title: _merged(sheet) for sheet in book.worksheets},
        {sheet.title: len(sheet.data_validations.dataValidation) for sheet in book.worksheets},
    )


def cell_of(sheet: Any, row: int, column: int) -> Any:
    """A cell to be written to. One of several merged to a column is taken out of them; each says then by itself what
    they said together.
    """
    name = f"{get_column_letter(column)}{row}"
    area = next((one for one in sheet.merged_cells.ranges if name in one), None)
    if area is None or (area.min_row == area.max_row and (row, column) == (area.min_row, area.min_col)):
        return sheet.cell(row, column)
    first = sheet.cell(area.min_row, area.min_col)
    sheet.unmerge_cells(area.coord)
    for number in range(area.min_row + 1, area.max_row + 1):
        cell = sheet.cell(number, area.min_col)
        cell.value, cell._style = first.value, first._style
    return sheet.cell(row, column)


def written(content: bytes, was: Before, book: Any) -> bytes:
    """The bytes of the file with what changed in the book since it was opened."""
    package = _Package(content)
    for index, sheet in enumerate(book.worksheets):
        package.sheet(sheet, index, was)
    return package.bytes()


def opened_at(content: bytes, title: str) -> bytes:
    """The bytes of the file that shows this sheet when it is opened."""
    package = _Package(content)
    package.show(title)
    return package.bytes()


def _looks(sheet: Any) -> Iterator[tuple[tuple[int, int], Look]]:
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell, MergedCell):
                yield (cell.row, cell.column), _look(cell)


def _look(cell: Any) -> Look:
    link = cell.hyperlink
    leads = "" if link is None else f"#{link.location}" if link.location else link.target or ""
    return Look(cell.value, tuple(cell._style or ()), leads)


def _merged(sheet: Any) -> frozenset[str]:
    return frozenset(area.coord for area in sheet.merged_cells.ranges)


# The file -------------------------------------------------------------------------------------------------------------


class _Package(Struct):
    """The parts of a workbook's file, those that are changed as trees."""

    content: bytes
    parts: dict[str, bytes] = field(default_factory=dict)
    trees: dict[str, Any] = field(default_factory=dict)
    styles: dict[tuple[int, tuple[int, ...]], int] = field(default_factory=dict)
    dirty: set[str] = field(default_factory=set)
    recount: bool = False

    def __post_init__(self) -> None:
        with ZipFile(BytesIO(self.content)) as file:
            self.parts = {entry.filename: file.read(entry) for entry in file.infolist() if not entry.is_dir()}

    def bytes(self) -> bytes:
        if self.recount:
            self._recount()
        for name in self.dirty & self.parts.keys():
            self.parts[name] = etree.tostring(self.trees[name], xml_declaration=True, encoding="UTF-8", standalone=True)
        out = BytesIO()
        with ZipFile(out, "w", ZIP_DEFLATED) as file:
            for name, part in self.parts.items():
                file.writestr(ZipInfo(name), part, ZIP_DEFLATED)
        return out.getvalue()

    def tree(self, name: str) -> Any:
        if name not in self.trees:
            self.trees[name] = etree.fromstring(self.parts[name], etree.XMLParser(resolve_entities=False))
        return self.trees[name]

    def changing(self, name: str) -> Any:
        """The tree of a part that is written anew."""
        self.dirty.add(name)
        return self.tree(name)

    # sheets

    def sheet(self, sheet: Any, index: int, was: Before) -> None:
        """Everything that changed in one sheet."""
        old = was.cells.get(sheet.title)
        looks = dict(_looks(sheet))
        changed = {at: look for at, look in looks.items() if look != (old or {}).get(at, Look(None, (), ""))}
        if old is not None:
            new_links = any(look.link != old.get(at, look).link for at, look in changed.items())
            rules = sheet.data_validations.dataValidation[was.rules[sheet.title] :]
            merged = was.merged[sheet.title] - _merged(sheet)
            if not (changed or rules or merged):
                return
        name = self._part_of(sheet.title) if old is not None else self._new_sheet(sheet, index)
        page = _Page(self.changing(name))
        for (row, column), look in sorted(changed.items()):
            past = (old or {}).get((row, column), Look(None, (), ""))
            self._cell(page, sheet.cell(row, column), past, look)
        if old is None:
            rules, merged, new_links = sheet.data_validations.dataValidation, frozenset(), True
        page.unmerge(merged)
        page.validate(rules)
        if new_links:
            page.link({at: look.link for at, look in looks.items()})

    def _cell(self, page: _Page, cell: Any, past: Look, look: Look) -> None:
        element = page.cell(cell.row, cell.column)
        if cell.parent.row_dimensions[cell.row].hidden:
            element.getparent().set("hidden", "1")
        line, height = element.getparent(), cell.parent.row_dimensions[cell.row].height
        if height is not None and line.get("customHeight") not in ("1", "true"):
            line.set("ht", f"{height:g}")
        if look.value != past.value or type(look.value) is not type(past.value):
            self.recount = True
            page.release(element, cell.parent)
            page.put(element, cell)
        if look.style != past.style:
            element.set("s", str(self._style(int(element.get("s", 0)), past.style, cell)))

    def show(self, title: str) -> None:
        """Show a sheet and no other, when the file is opened."""
        names = [one.get("name") for one in self.tree(BOOK).iter("{*}sheet")]
        for view in self.changing(BOOK).iter("{*}workbookView"):
            view.set("activeTab", str(names.index(title)))
            view.attrib.pop("firstSheet", "")
        for name in [name for name in self.parts if b"tabSelected" in self.parts[name]]:
            for view in self.changing(name).iter("{*}sheetView"):
                view.attrib.pop("tabSelected", "")
        page = _Page(self.changing(self._part_of(title)))
        views = page.part("sheetViews")
        if not len(views):
            etree.SubElement(views, f"{{{page.space}}}sheetView", workbookViewId="0")
        views[0].set("tabSelected", "1")

    def _part_of(self, title: str) -> str:
        book = self.tree(BOOK)
        entry = next(one for one in book.iter("{*}sheet") if one.get("name") == title)
        related = next(value for key, value in entry.attrib.items() if key.endswith("}id"))
        target = next(one.get("Target") for one in self.tree(BOOK_RELS) if one.get("Id") == related)
        return str(target).lstrip("/") if str(target).startswith("/") else f"xl/{target}"

    def _new_sheet(self, sheet: Any, index: int) -> str:
        number = next(n for n in range(1, 10_000) if f"xl/worksheets/sheet{n}.xml" not in self.parts)
        name = f"xl/worksheets/sheet{number}.xml"
        self.parts[name] = etree.tostring(_empty(sheet))
        related = f"planforge{number}"
        kind = f"{RELATED}/worksheet"
        rels, types, book = self.changing(BOOK_RELS), self.changing(KINDS), self.changing(BOOK)
        etree.SubElement(rels, f"{{{PACKAGED}}}Relationship", Id=related, Type=kind, Target=f"/{name}")
        etree.SubElement(types, f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=SHEET_TYPE)
        sheets = book.find("{*}sheets")
        space = etree.QName(sheets).namespace
        entry = etree.Element(f"{{{space}}}sheet", name=sheet.title)
        entry.set("sheetId", str(1 + max(int(one.get("sheetId")) for one in sheets)))
        entry.set(f"{{{RELATED}}}id", related)
        sheets.insert(index, entry)
        for one in book.iter("{*}definedName"):
            if int(one.get("localSheetId", -1)) >= index:
                one.set("localSheetId", str(int(one.get("localSheetId")) + 1))
        for view in book.iter("{*}workbookView"):
            if int(view.get("activeTab", 0)) >= index:
                view.set("activeTab", str(int(view.get("activeTab", 0)) + 1))
        return name

    def _recount(self) -> None:
        """Let whoever opens the file work out its formulas again."""
        book = self.changing(BOOK)
        space = etree.QName(book).namespace
        calculation = book.find("{*}calcPr")
        if calculation is None:
            calculation = etree.Element(f"{{{space}}}calcPr")
            behind = [
                one for one in book if etree.QName(one).localname in ("sheets", "externalReferences", "definedNames")
            ]
            behind[-1].addnext(calculation)
        calculation.set("fullCalcOnLoad", "1")
        for chain in [name for name in self.parts if CHAIN in name]:
            del self.parts[chain]
            for tree in (self.changing(BOOK_RELS), self.changing(KINDS)):
                for one in [one for one in tree if CHAIN in (one.get("Target") or one.get("PartName") or "")]:
                    tree.remove(one)

    # styles

    def _style(self, number: int, past: tuple[int, ...], cell: Any) -> int:
        """The number of a style like ``number`` with what changed of the cell's looks."""
        key = number, tuple(cell._style)
        if key not in self.styles:
            sheet = self.changing("xl/styles.xml")
            formats = sheet.find("{*}cellXfs")
            made = etree.fromstring(etree.tostring(formats[number]))
            old = cell._style.__class__(past) if past else None
            for facet, holder, element in (("fontId", "fonts", cell.font), ("fillId", "fills", cell.fill),
                                           ("borderId", "borders", cell.border)):  # fmt: skip
                if old is None or getattr(old, facet) != getattr(cell._style, facet):
                    made.set(facet, str(self._held(sheet.find(f"{{*}}{holder}"), element.to_tree(holder[:-1]))))
                    made.set(f"apply{facet[:-2].capitalize()}", "1")
            if old is None or old.numFmtId != cell._style.numFmtId:
                made.set("numFmtId", str(self._format(sheet, cell)))
                made.set("applyNumberFormat", "1")
            if old is None or old.alignmentId != cell._style.alignmentId:
                for one in made.findall("{*}alignment"):
                    made.remove(one)
                made.insert(0, _in(cell.alignment.to_tree("alignment"), etree.QName(made).namespace))
                made.set("applyAlignment", "1")
            formats.append(made)
            formats.set("count", str(len(formats)))
            self.styles[key] = len(formats) - 1
        return self.styles[key]

    @staticmethod
    def _held(holder: Any, element: Any) -> int:
        holder.append(_in(element, etree.QName(holder).namespace))
        holder.set("count", str(len(holder)))
        return len(holder) - 1

    @staticmethod
    def _format(sheet: Any, cell: Any) -> int:
        if cell._style.numFmtId < BUILT_IN:
            return int(cell._style.numFmtId)
        formats = sheet.find("{*}numFmts")
        space = etree.QName(sheet).namespace
        if formats is None:
            formats = etree.Element(f"{{{space}}}numFmts")
            sheet.insert(0, formats)
        known = {one.get("formatCode"): int(one.get("numFmtId")) for one in formats}
        shown = format_of(cell)
        if shown not in known:
            number = max((BUILT_IN - 1, *known.values())) + 1
            etree.SubElement(formats, f"{{{space}}}numFmt", numFmtId=str(number), formatCode=shown)
            formats.set("count", str(len(formats)))
            return number
        return known[shown]


def _in(element: Any, space: str) -> Any:
    """An element of openpyxl's in the namespace of the file."""
    made = etree.fromstring(tostring(element))
    for one in made.iter():
        one.tag = f"{{{space}}}{etree.QName(one).localname}"
    return made


def _empty(sheet: Any) -> Any:
    """A new sheet with the widths of its columns, how it is printed, and nothing else."""
    root = etree.fromstring(f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATED}"/>')
    fits = sheet.sheet_properties.pageSetUpPr
    if fits:
        root.append(_in(sheet.sheet_properties.to_tree(), MAIN))
    widths = [(letter, one) for letter, one in sheet.column_dimensions.items() if one.width or one.hidden]
    if widths:
        held = etree.SubElement(root, f"{{{MAIN}}}cols")
        for letter, one in sorted(widths, key=lambda pair: coordinate_to_tuple(f"{pair[0]}1")[1]):
            number = str(coordinate_to_tuple(f"{letter}1")[1])
            column = etree.SubElement(held, f"{{{MAIN}}}col", min=number, max=number, customWidth="1")
            column.set("width", str(one.width))
            if one.hidden:
                column.set("hidden", "1")
    etree.SubElement(root, f"{{{MAIN}}}sheetData")
    if fits:
        root.append(_in(sheet.page_setup.to_tree(), MAIN))
    return root


class _Page:
    """The XML of one sheet."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.space = etree.QName(root).namespace
        self.data = root.find("{*}sheetData")
        self.rows: dict[int, Any] = {}
        self.cells: dict[tuple[int, int], Any] = {}
        row = 0
        for line in self.data:
            row = int(line.get("r", row + 1))
            self.rows[row] = line
            column = 0
            for cell in line:
                column = coordinate_to_tuple(cell.get("r"))[1] if cell.get("r") else column + 1
                self.cells[row, column] = cell
        for one in root.findall("{*}dimension"):
            root.remove(one)

    def cell(self, row: int, column: int) -> Any:
        """The element of a cell, put in where there is none."""
        if (row, column) in self.cells:
            return self.cells[row, column]
        line = self.rows.get(row)
        if line is None:
            line = etree.Element(f"{{{self.space}}}row", r=str(row))
            behind = max((number for number in self.rows if number < row), default=None)
            self.data.insert(0, line) if behind is None else self.rows[behind].addnext(line)
            self.rows[row] = line
        line.attrib.pop("spans", "")
        cell = etree.Element(f"{{{self.space}}}c", r=f"{get_column_letter(column)}{row}")
        left = max((c for r, c in self.cells if r == row and c < column), default=None)
        line.insert(0, cell) if left is None else self.cells[row, left].addnext(cell)
        self.cells[row, column] = cell
        return cell

    def put(self, element: Any, cell: Any) -> None:
        """What the cell holds now."""
        for child in list(element):
            element.remove(child)
        for key in ("t", "cm", "vm"):
            element.attrib.pop(key, "")
        value = cell.value
        if value is None:
            return
        if isinstance(value, str) and cell.data_type == "f":
            etree.SubElement(element, f"{{{self.space}}}f").text = value[1:]
        elif isinstance(value, str):
            element.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(element, f"{{{self.space}}}is"), f"{{{self.space}}}t")
            text.text = value
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        else:
            shown: Any = value
            if isinstance(value, bool):
                element.set("t", "b")
                shown = int(value)
            elif isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
                shown = to_excel(value, cell.parent.parent.epoch)
            etree.SubElement(element, f"{{{self.space}}}v").text = str(shown)

    def release(self, element: Any, sheet: Any) -> None:
        """Cells that share the formula of one that goes get it for themselves."""
        formula = element.find("{*}f")
        if formula is None or formula.get("t") != "shared" or not formula.get("ref"):
            return
        for (row, column), other in self.cells.items():
            one = other.find("{*}f")
            if one is not None and one is not formula and one.get("si") == formula.get("si"):
                one.attrib.clear()
                one.text = str(sheet.cell(row, column).value).removeprefix("=")

    def unmerge(self, areas: frozenset[str]) -> None:
        held = self.root.find("{*}mergeCells")
        for one in [one for one in held if one.get("ref") in areas] if areas and held is not None else ():
            held.remove(one)
        if held is not None and not len(held):
            self.root.remove(held)

    def validate(self, rules: Any) -> None:
        if not rules:
            return
        held = self.part("dataValidations")
        for rule in rules:
            held.append(_in(rule.to_tree("dataValidation"), self.space))
        held.set("count", str(len(held)))

    def link(self, links: Mapping[tuple[int, int], str]) -> None:
        """Links within the workbook; those to the world outside stay as they are."""
        held = self.part("hyperlinks")
        names = {f"{get_column_letter(column)}{row}": link for (row, column), link in links.items() if link}
        for one in list(held):
            if one.get("ref") not in names or names[one.get("ref")].startswith("#"):
                held.remove(one)
        for name, link in names.items():
            if link.startswith("#"):
                etree.SubElement(held, f"{{{self.space}}}hyperlink", ref=name, location=link[1:])
        if not len(held):
            self.root.remove(held)

    def part(self, name: str) -> Any:
        found = self.root.find(f"{{*}}{name}")
        if found is None:
            found = etree.Element(f"{{{self.space}}}{name}")
            later = {*ORDER[: ORDER.index(name)]}
            place = max((n for n, one in enumerate(self.root, 1) if etree.QName(one).localname in later), default=0)
            self.root.insert(place, found)
        return found
