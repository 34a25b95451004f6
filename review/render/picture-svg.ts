import type { Picture, PictureNode } from "../report/report";
import { type Html, html } from "./html-text";

type Edge = Picture["edges"][number];

/** Where the nodes of a picture stand, in pixels. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly places: ReadonlyMap<string, Place>;
  /** For lines that lead past a column, the places between its nodes that they go through. */
  readonly ways: ReadonlyMap<Edge, readonly Place[]>;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

const box = { width: 230, height: 46 } as const;
const gap = { x: 104, y: 14 } as const;
const margin = 10;
/** How far a line within a column goes to its right. */
const loop = 30;
/** Room for the names of columns. */
const titleHeight = 26;

/**
 * A column for each group, from left to right as the groups come. In a column, nodes stand near those that lead to
 * them, so that few lines cross; a line that leads past a column has a row of its own there. Equal pictures have equal
 * places.
 */
export function layoutOf({ nodes, edges }: Picture): Layout {
  const columns = columnsOf(nodes);
  const columnOf = new Map(columns.flatMap((column, index) => column.map(({ id }) => [id, index])));
  const cells = columns.map((column) => column.map(({ id }): Cell => ({ id, before: [] })));
  const ways = new Map<Edge, string[]>();
  for (const edge of edges) {
    const [from, to] = [columnOf.get(edge.from), columnOf.get(edge.to)];
    if (from === undefined || to === undefined) continue;
    let last = edge.from;
    const way: string[] = [];
    for (let column = from + 1; column < to; column += 1) {
      const id = `${edge.from}\n${edge.to}\n${column}`;
      cells[column]?.push({ id, before: [last] });
      way.push(id);
      last = id;
    }
    if (way.length > 0) ways.set(edge, way);
    cells[to]?.find(({ id }) => id === edge.to)?.before.push(last);
  }
  const rows = new Map<string, number>();
  for (const column of cells) {
    sortedByRows(column, rows).forEach(({ id }, row) => {
      rows.set(id, row);
    });
  }
  const places = new Map(
    cells.flatMap((column, index) =>
      column.map(({ id }): [string, Place] => [
        id,
        {
          x: margin + index * (box.width + gap.x),
          y: margin + titleHeight + (rows.get(id) ?? 0) * (box.height + gap.y),
        },
      ]),
    ),
  );
  const longest = Math.max(1, ...cells.map(({ length }) => length));
  return {
    // beside the last column there is room for lines that stay in it
    width: 2 * margin + columns.length * (box.width + gap.x) - gap.x + loop,
    height: 2 * margin + titleHeight + longest * (box.height + gap.y) - gap.y,
    places,
    ways: new Map(
      [...ways].map(([edge, way]) => [
        edge,
        way.flatMap((id) => {
          const place = places.get(id);
          return place === undefined ? [] : [place];
        }),
      ]),
    ),
  };
}

/** A picture as SVG, which takes its colours from the page; what changes says so in a mark too. */
export function pictureSvg(picture: Picture, id: string): Html {
  const { nodes, edges, title } = picture;
  const { width, height, places, ways } = layoutOf(picture);
  const columns = columnsOf(nodes);
  const changed = nodes.filter(({ change }) => change !== "none").length;
  return html`<svg role="img" aria-labelledby="${id}-title ${id}-about" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title id="${id}-title">${title}</title>
<desc id="${id}-about">${nodes.length} parts, ${changed} of them changed. The list below says the same.</desc>
${columns.map(
  (
    column,
    index,
  ) => html`<text class="column" x="${margin + index * (box.width + gap.x)}" y="${margin + 12}">${column[0]?.group}</text>
`,
)}${edges.map((edge) => {
  const [from, to] = [places.get(edge.from), places.get(edge.to)];
  return from === undefined || to === undefined
    ? undefined
    : edgeSvg(from, to, ways.get(edge) ?? [], edge.label);
})}${nodes.map((node) => {
  const place = places.get(node.id);
  return place === undefined ? undefined : nodeSvg(node, place);
})}</svg>`;
}

/** Marks by which a change shows without its colour. */
export const changeMarks: Readonly<Record<PictureNode["change"], string>> = {
  none: "",
  create: "+ ",
  update: "~ ",
  replace: "± ",
  delete: "− ",
};

// --- internal ---

function columnsOf(nodes: readonly PictureNode[]): readonly (readonly PictureNode[])[] {
  const groups = new Map<string, PictureNode[]>();
  for (const node of nodes) {
    const group = groups.get(node.group);
    if (group === undefined) groups.set(node.group, [node]);
    else group.push(node);
  }
  return [...groups.values()];
}

/** A node, or the place where a line leads past a column. */
interface Cell {
  readonly id: string;
  /** What leads to it. */
  readonly before: string[];
}

/** What stands in rows beside those that lead to it; what is led to from within the column comes right after that. */
function sortedByRows(column: readonly Cell[], rows: ReadonlyMap<string, number>): readonly Cell[] {
  const cells = new Map(column.map((cell) => [cell.id, cell]));
  const centre = (cell: Cell, depth = 0): number => {
    const before = cell.before.flatMap((id) => rows.get(id) ?? []);
    if (before.length > 0) return before.reduce((sum, row) => sum + row, 0) / before.length;
    const [within] = cell.before.flatMap((id) => cells.get(id) ?? []);
    // what nothing leads to stands last
    if (within === undefined || depth > column.length) return Number.MAX_SAFE_INTEGER;
    return centre(within, depth + 1) + 0.001;
  };
  return column
    .map((cell) => ({ cell, at: centre(cell) }))
    .sort((a, b) => a.at - b.at)
    .map(({ cell }) => cell);
}

function edgeSvg(from: Place, to: Place, way: readonly Place[], label: string | undefined): Html {
  const [x, y] = [to.x, to.y + box.height / 2];
  return html`<path class="edge" d="${pathOf(from, to, way)}"/>${
    label === undefined ? undefined : html`<text class="edge-label" x="${x - 6}" y="${y - 5}">${label}</text>`
  }
`;
}

/** From the right side of a node to the left side of the next one; within a column, down its right side. */
function pathOf(from: Place, to: Place, way: readonly Place[]): string {
  const right = ({ x, y }: Place) => ({ x: x + box.width, y: y + box.height / 2 });
  const left = ({ x, y }: Place) => ({ x, y: y + box.height / 2 });
  if (from.x === to.x) {
    const [start, end] = [right(from), right(to)];
    return `M${start.x},${start.y} C${start.x + loop},${start.y} ${end.x + loop},${end.y} ${end.x},${end.y}`;
  }
  const half = gap.x / 2;
  if (from.x > to.x) {
    const [start, end] = [left(from), right(to)];
    return `M${start.x},${start.y} C${start.x - half},${start.y} ${end.x + half},${end.y} ${end.x},${end.y}`;
  }
  const bend = (start: Place, end: Place) =>
    `C${start.x + half},${start.y} ${end.x - half},${end.y} ${end.x},${end.y}`;
  const start = right(from);
  const parts = [`M${start.x},${start.y}`];
  let at = start;
  for (const place of way) {
    const [enter, leave] = [left(place), right(place)];
    parts.push(bend(at, enter), `L${leave.x},${leave.y}`);
    at = leave;
  }
  return [...parts, bend(at, left(to))].join(" ");
}

function nodeSvg({ label, detail, change }: PictureNode, { x, y }: Place): Html {
  return html`<g class="node ${change}"><title>${[label, detail].filter((text) => text !== undefined).join(": ")}</title><rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="5"/><text x="${x + 9}" y="${y + (detail === undefined ? 28 : 19)}">${changeMarks[change]}${shortened(label, 27)}</text>${
    detail === undefined
      ? undefined
      : html`<text class="detail" x="${x + 9}" y="${y + 36}">${shortened(detail, 31)}</text>`
  }</g>
`;
}

/** As much as fits into a box; the whole of it is in its title. */
function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}
