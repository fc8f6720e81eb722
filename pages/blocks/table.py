"""Tables."""

from typing import Any

from wagtail.contrib.table_block.blocks import TableBlock as WagtailTableBlock

OPTIONS = {"minSpareRows": 0, "startRows": 4, "startCols": 3, "contextMenu": True}


class TableBlock(WagtailTableBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"table_options": OPTIONS} | kwargs)

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        value = value or {}
        rows = [[str(cell or "") for cell in row] for row in value.get("data") or []]
        head = rows.pop(0) if rows and value.get("first_row_is_table_header") else None
        return {
            "caption": value.get("table_caption") or "",
            "head": head,
            "rows": rows,
            "first_column_is_header": bool(value.get("first_col_is_header")),
        }

    class Meta:
        icon = "table"
