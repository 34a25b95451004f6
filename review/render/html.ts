import { createHash } from "node:crypto";
import { shownIdentity } from "../manifests/identity";
import { shownValue } from "../manifests/shown-value";
import type { Finding } from "../report/finding";
import type {
  Action,
  DriftReport,
  EnvironmentReport,
  ObjectReport,
  Origin,
  Picture,
  PlanReport,
  Report,
  ResourceReport,
} from "../report/report";
import { differenceLines } from "./difference-lines";
import { script } from "./html-script";
import { style } from "./html-style";
import { Html, html } from "./html-text";
import { changeMarks, pictureSvg } from "./picture-svg";
import {
  actionMarks,
  actionWords,
  count,
  hasChanges,
  levelWords,
  manifestCounts,
  openFindings,
  originLines,
  planCounts,
  planSource,
  shownRevision,
  verdict,
} from "./words";

/**
 * A report as one page that needs nothing else: it loads nothing, and a policy in it keeps it from doing so, whatever
 * stands in a plan. Equal reports give equal bytes.
 */
export function htmlReport(report: Report): string {
  const { environments } = report;
  const [styleText, scriptText] = [new Html(style), new Html(script)];
  const policy = `default-src 'none'; style-src 'sha256-${digest(style)}'; script-src 'sha256-${digest(script)}'; base-uri 'none'; form-action 'none'`;
  return `${
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Review: ${verdict(report)}</title>
<style>${styleText}</style>
</head>
<body>
<header>
<h1>Review</h1>
<p class="verdict">${verdict(report)}</p>
${environments.length > 1 ? html`<nav aria-label="Environments">${environments.map(({ name }) => html`<a href="#${anchor(name)}">${name}</a> `)}</nav>` : undefined}
</header>
<div class="filters" role="search">
<input type="search" id="search" placeholder="Search in everything" aria-label="Search in everything">
${filters.map(
  ([kind, label]) => html`<label><input type="checkbox" data-filter="${kind}" checked> ${label}</label>
`,
)}<button type="button" id="open">Open all</button> <button type="button" id="close">Close all</button>
<span id="shown" class="quiet" role="status"></span>
</div>
<main>
${environments.map(environmentHtml)}</main>
<script>${scriptText}</script>
</body>
</html>`.text
  }\n`;
}

// --- internal ---

const digest = (text: string): string => createHash("sha256").update(text).digest("base64");

const anchor = (name: string): string => `environment-${name.replace(/[^\w-]/g, "-")}`;

const filters = [
  ["finding", "findings"],
  ["create", "new"],
  ["update", "changed"],
  ["replace", "replaced"],
  ["delete", "gone"],
  ["other", "other"],
] as const;
type Kind = (typeof filters)[number][0];

const kinds: Readonly<Record<Action, Kind>> = {
  create: "create",
  update: "update",
  "replace-delete-first": "replace",
  "replace-create-first": "replace",
  delete: "delete",
  forget: "delete",
  import: "create",
  move: "other",
  read: "other",
  "no-op": "other",
};

function environmentHtml(environment: EnvironmentReport): Html {
  const { name, revisions, plan, manifests, notices, findings, routing, pictures } = environment;
  const inOrder = [
    ...openFindings(findings),
    ...findings.filter(({ acknowledged }) => acknowledged !== undefined),
  ];
  return html`<section id="${anchor(name)}">
<h2>${name}${revisions === undefined ? undefined : html` <span class="quiet">${shownRevision(revisions.base)} → ${shownRevision(revisions.head)}</span>`}</h2>
${
  plan === undefined
    ? undefined
    : html`<p>Terraform: ${planCounts(plan)} <span class="quiet">(${planSource(plan)})</span></p>
`
}${
  manifests === undefined
    ? undefined
    : html`<p>Manifests: ${manifestCounts(manifests)}, of ${count(manifests.objects, "object")}</p>
`
}${
  hasChanges(environment)
    ? undefined
    : html`<p>Nothing changes.</p>
`
}${notices.map(
  ({ text }) => html`<p class="notice">${text}</p>
`,
)}${part("What could hurt", inOrder.map(findingHtml))}${pictures.map((picture, index) => pictureHtml(picture, `${anchor(name)}-${index}`))}${
  routing.length === 0
    ? undefined
    : html`<div data-part><h3>Where requests go</h3>
<table><thead><tr><th>Request</th><th>Before</th><th>After</th><th>Middlewares</th></tr></thead><tbody>
${routing.map(
  ({
    request,
    before,
    after,
    middlewares,
  }) => html`<tr data-kind="${before === undefined ? "create" : after === undefined ? "delete" : "update"}"><td><code>${request}</code></td><td data-label="Before">${before ?? "nothing answers"}</td><td data-label="After">${after ?? "nothing answers"}</td><td>${middlewares.added.map((it) => html`<div class="added">+ ${it}</div>`)}${middlewares.removed.map((it) => html`<div class="removed">− ${it}</div>`)}</td></tr>
`,
)}</tbody></table></div>
`
}${plan === undefined ? undefined : planHtml(plan)}${
  manifests === undefined
    ? undefined
    : part("Manifests", [
        ...manifests.changes.map(objectHtml),
        ...manifests.folds.map(({ text, objects }) =>
          foldHtml(`${count(objects.length, "object")}: ${text}`, objects),
        ),
      ])
}</section>
`;
}

const part = (title: string, items: readonly Html[]): Html | undefined =>
  items.length === 0
    ? undefined
    : html`<div data-part><h3>${title}</h3>
${items}</div>
`;

function findingHtml({ rule, level, subject, origin, happens, why, fix, acknowledged, tool }: Finding): Html {
  const quiet = acknowledged !== undefined;
  return html`<article class="finding ${quiet ? "quiet" : level}" data-kind="finding">
<p><span class="level">${quiet ? "taken on" : levelWords[level]}</span> <code>${rule}</code>${tool === undefined ? "" : ` by ${tool}`} <code>${subject}</code></p>
<p>${happens}${why === "" ? "" : ` Why it matters: ${why}.`}</p>
<p>${fix}</p>
${
  acknowledged === undefined
    ? undefined
    : html`<p>Until ${acknowledged.expires}: ${acknowledged.reason}</p>
`
}${originHtml(origin)}</article>
`;
}

const originHtml = (origin: Origin): Html | undefined => {
  const lines = originLines(origin);
  return lines.length === 0
    ? undefined
    : html`<p class="place">${lines.join(" · ")}</p>
`;
};

function planHtml({ changes, drift, outputs, folds }: PlanReport): Html {
  const words = { create: "new", update: "changed", delete: "gone" } as const;
  return html`${part("Changed outside", drift.map(driftHtml))}${part("Terraform", [
    ...changes.map(resourceHtml),
    ...outputs.map(({ name, action, before, after }) => {
      const values = [before, after].filter((value) => value !== undefined).map(shownValue);
      return html`<details data-kind="${action}"><summary><span class="action ${action}">${words[action]}</span> output <code>${name}</code></summary><pre>${values.join(" → ")}</pre></details>
`;
    }),
    ...folds.map(({ text, addresses }) =>
      foldHtml(`${count(addresses.length, "resource")}: ${text}`, addresses),
    ),
  ])}`;
}

const fates: Readonly<Record<DriftReport["fate"], string>> = {
  reverted: "this plan takes it back",
  kept: "this plan leaves it",
  recreated: "it is gone, and this plan makes it again",
  gone: "it is gone, and stays so",
};

const driftHtml = ({ address, origin, attributes, fate }: DriftReport): Html =>
  html`<details data-kind="other"><summary><code>${address}</code>: ${fates[fate]}</summary>${originHtml(origin)}${linesHtml(attributes.flatMap(differenceLines))}</details>
`;

function resourceHtml(change: ResourceReport): Html {
  const { address, deposed, action, because, movedFrom, importedFrom, origin } = change;
  const { attributes, foldedAttributes, followers } = change;
  const about = [
    ...(because === undefined ? [] : [because]),
    ...(movedFrom === undefined ? [] : [`was ${movedFrom}`]),
    ...(importedFrom === undefined ? [] : [`from ${importedFrom}`]),
    ...(deposed === undefined ? [] : [`an old object that an earlier replacement left (${deposed})`]),
  ];
  return html`<details data-kind="${kinds[action]}"><summary><span class="action ${kinds[action]}">${actionMarks[action]} ${actionWords[action]}</span> <code>${address}</code>${about.length === 0 ? "" : `: ${about.join("; ")}`}</summary>
${originHtml(origin)}${linesHtml(attributes.flatMap(differenceLines))}${foldedAttributes.map(
  ({ reason, count: number }) => html`<p class="quiet">${number} ${reason}</p>
`,
)}${
  followers.length === 0
    ? undefined
    : html`<p>After it: ${followers.map((it, index) => html`${index === 0 ? "" : ", "}<code>${it}</code>`)}</p>
`
}</details>
`;
}

function objectHtml(change: ObjectReport): Html {
  const words = { create: "+ new", update: "~ changed", delete: "- gone", rename: "> renamed" } as const;
  const kind = change.action === "rename" ? "other" : change.action;
  const from = change.renamedFrom === undefined ? "" : `: was ${shownIdentity(change.renamedFrom)}`;
  return html`<details data-kind="${kind}"><summary><span class="action ${kind}">${words[change.action]}</span> <code>${shownIdentity(change)}</code>${from}</summary>
<p class="place">${[change.file, ...originLines(change.origin)].join(" · ")}</p>
${linesHtml(change.attributes.flatMap(differenceLines))}</details>
`;
}

const foldHtml = (text: string, names: readonly string[]): Html =>
  html`<details data-kind="other"><summary>${text}</summary><p>${names.map((name, index) => html`${index === 0 ? "" : ", "}<code>${name}</code>`)}</p></details>
`;

const lineClasses: Readonly<Record<string, string>> = { "+": "added", "-": "removed", "!": "changed" };

const linesHtml = (lines: readonly string[]): Html | undefined =>
  lines.length === 0
    ? undefined
    : html`<pre>${lines.map((line) => html`<span class="${lineClasses[line.charAt(0)] ?? "same"}">${line}</span>`)}</pre>
`;

function pictureHtml(picture: Picture, id: string): Html {
  const { title, nodes, edges } = picture;
  const labels = new Map(nodes.map((node) => [node.id, node.label]));
  const changes = {
    none: "",
    create: " (new)",
    update: " (changed)",
    replace: " (replaced)",
    delete: " (gone)",
  } as const;
  return html`<h3>${title}</h3>
<div class="picture" tabindex="0" role="group" aria-label="${title}">${pictureSvg(picture, id)}</div>
<details><summary>${title}, as a list</summary><ul>${nodes.map(
    (
      node,
    ) => html`<li>${changeMarks[node.change]}${node.group} <code>${node.label}</code>${changes[node.change]}${
      edges.some(({ from }) => from === node.id)
        ? ` → ${edges
            .filter(({ from }) => from === node.id)
            .map(({ to }) => labels.get(to) ?? to)
            .join(", ")}`
        : ""
    }</li>
`,
  )}</ul></details>
`;
}
