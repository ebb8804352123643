// node walk.js ADDRESS: the whole way with openapi-fetch and the types that openapi-typescript makes.
declare const process: { argv: string[] };

import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Job = components["schemas"]["JobResponse"];

const client = createClient<paths>({ baseUrl: process.argv[2]! });
const model = "typescript";
const body = Array.from({ length: 20 }, (_, i) => ({ id: `C${i}`, visits: (i < 10 ? 1 : 100) + (i % 10), spend: (i < 10 ? 10 : 1000) + (i % 10) }));

function expect<T>(expected: T, actual: T, what: string): void {
  if (JSON.stringify(expected) !== JSON.stringify(actual)) throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}

/** The data of an answer; a problem is thrown. */
function given<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

const table = given(await client.POST("/tables", { params: { query: { model } }, body }));
expect(20, table.report?.customers, "customers that are reported");
const report = given(await client.GET("/tables/{table}/report", { params: { path: { table: table.id } } }));
expect(20, report.customers, "customers of the kept table");

const version = given(await client.POST("/train", { params: { query: { model, clusters: 2 } }, body }));
expect([1, 2], [version.version, version.segments.length], "version and segments");

const onTable = { path: { table: table.id }, query: { model, clusters: 2, parent: "none" } };
const ofTable = given(await client.POST("/tables/{table}/train", { params: onTable }));
expect([2, version.fingerprint], [ofTable.version, ofTable.fingerprint], "version and fingerprint of the same training on the kept table");

let job: Job = given(await client.POST("/tables/{table}/jobs", { params: onTable }));
const ofRows = given(await client.POST("/jobs", { params: { query: { model: "typescript-rows", clusters: 2 } }, body }));
expect("typescript-rows", ofRows.model, "model of a job whose rows are sent");
let percent = 0;
while (job.status === "queued" || job.status === "running") {
  await new Promise((resolve) => setTimeout(resolve, 50));
  job = given(await client.GET("/jobs/{id}", { params: { path: { id: job.id } } }));
  if (job.percentComplete < percent) throw new Error("A job went back.");
  percent = job.percentComplete;
}
// What may be null has to be looked at before it is used: the types say so.
expect(["succeeded", 3], [job.status, job.result?.version], "status and version of the job");
const second = given(await client.GET("/models/{model}/versions/{version}", { params: { path: { model, version: "3" } } }));
expect(version.fingerprint, second.fingerprint, "fingerprint of the same training as a job");

const customer = { visits: 103, spend: 1003 };
const prediction = given(await client.POST("/predict", { params: { query: { model, version: "1" } }, body: customer }));
const batch = given(await client.POST("/predict/batch", { params: { query: { model, version: "1" } }, body, headers: { Accept: "application/json" } }));
if (!Array.isArray(batch)) throw new Error("The batch was not answered by an array.");
expect(20, batch.length, "answers of the batch");
expect(10, batch.filter((row) => row.segment === prediction.segment).length, "size of a segment");

const alias = given(await client.PUT("/models/{model}/aliases/{alias}", { params: { path: { model, alias: "tested" } }, body: { version: 1 } }));
expect(1, alias.version, "version of the alias");
const byAlias = given(await client.POST("/predict", { params: { query: { model, version: "tested" } }, body: customer }));
expect(prediction.segment, byAlias.segment, "segment by the alias");

const nobody = await client.GET("/models/{model}", { params: { path: { model: "nobody" } } });
expect([404, "/problems/unknown-model", "model"], [nobody.response.status, nobody.error?.type, nobody.error?.parameter], "the problem");

console.log("openapi-fetch: table, training, job, prediction, batch, alias and problem are as they should be.");
