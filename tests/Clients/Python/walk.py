"""walk.py ADDRESS: the whole way with the client that OpenAPI Generator makes. Its package, segmentation_client, is in PYTHONPATH."""

import sys
import time
from types import SimpleNamespace

import segmentation_client
from segmentation_client import ApiException

MODEL = "python"
CUSTOMERS = [{"id": f"C{i}", "visits": (1 if i < 10 else 100) + i % 10, "spend": (10 if i < 10 else 1000) + i % 10} for i in range(20)]
CUSTOMER = {"visits": 103, "spend": 1003}


def expect(expected, actual, what):
    if expected != actual:
        raise SystemExit(f"{what}: {actual!r} instead of {expected!r}")


client = segmentation_client.ApiClient(segmentation_client.Configuration(host=sys.argv[1]))
tables, training, jobs = segmentation_client.TablesApi(client), segmentation_client.TrainingApi(client), segmentation_client.JobsApi(client)
models, prediction = segmentation_client.ModelsApi(client), segmentation_client.PredictionApi(client)

table = tables.keep_table(CUSTOMERS, model=MODEL)
expect(20, table.report.customers, "customers that are reported")
expect(None, table.problem, "problem of a table that can be read")
expect(20, tables.get_table_report(table.id).customers, "customers of the kept table")

version = training.train(CUSTOMERS, model=MODEL, clusters=2)
expect((1, 2), (version.version, len(version.segments)), "version and segments")
expect(None, version.transactions, "what the version says of orders")
of_table = tables.train_table(table.id, model=MODEL, clusters=2, parent="none")
expect((2, version.fingerprint), (of_table.version, of_table.fingerprint), "version and fingerprint of the same training on the kept table")

job = jobs.start_table_job(table.id, model=MODEL, clusters=2, parent="none")
percent = 0
while job.status in ("queued", "running"):
    time.sleep(0.05)
    job = jobs.get_job(job.id)
    if job.percent_complete < percent:
        raise SystemExit("A job went back.")
    percent = job.percent_complete
expect(("succeeded", 3), (job.status, job.result.version), "status and version of the job")
expect(version.fingerprint, models.get_version(MODEL, "3").fingerprint, "fingerprint of the same training as a job")

answer = prediction.predict(CUSTOMER, model=MODEL, version="1")
batch = prediction.predict_batch(CUSTOMERS, model=MODEL, version="1")
expect(20, len(batch), "answers of the batch")
expect(answer.segment, batch[-1].segment, "segment of a neighbour")
expect(10, sum(row.segment == answer.segment for row in batch), "size of a segment")

expect(1, models.set_alias(MODEL, "tested", segmentation_client.AliasRequest(version=1)).version, "version of the alias")
expect(answer.segment, prediction.predict(CUSTOMER, model=MODEL, version="tested").segment, "segment by the alias")

try:
    models.get_model("nobody")
    raise SystemExit("A model that there is not was answered.")
except ApiException as e:
    # The generator makes a class of problems, and leaves it to its users to read them by it.
    problem = client.deserialize(SimpleNamespace(data=e.body), "Problem")
    expect((404, "/problems/unknown-model", "model"), (e.status, problem.type, problem.parameter), "the problem")

print("OpenAPI Generator: table, training, job, prediction, batch, alias and problem are as they should be.")
