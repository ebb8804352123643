using SegmentationService.Clients.NSwag;

namespace SegmentationService.Clients;

/// <summary>The whole way with the client that NSwag makes.</summary>
internal static class NSwagWalk
{
    private const string Model = "nswag";

    public static async Task RunAsync(Uri address)
    {
        using var http = new HttpClient();
        var client = new NSwagClient(http) { BaseUrl = address.ToString() };
        var customers = Expectation.Customers;

        var table = await client.KeepTableAsync(customers, model: Model);
        Expectation.Is(20, table.Report!.Customers, "The number of customers that are reported");
        Expectation.Is(null, table.Problem, "The problem of a table that can be read");
        Expectation.Is(20, (await client.GetTableReportAsync(table.Id)).Customers, "The number of customers of the kept table");

        var version = await client.TrainAsync(customers, model: Model, clusters: 2);
        Expectation.Is((1, 2), (version.Version, version.Segments.Count), "Version and segments");
        Expectation.Is(null, version.Transactions, "What the version says of orders");

        var ofTable = await client.TrainTableAsync(table.Id, model: Model, clusters: 2, parent: "none");
        Expectation.Is((2, version.Fingerprint), (ofTable.Version, ofTable.Fingerprint), "Version and fingerprint of the same training on the kept table");

        var job = await client.StartTableJobAsync(table.Id, model: Model, clusters: 2, parent: "none");
        Expectation.Is("nswag-rows", (await client.StartJobAsync(customers, model: "nswag-rows", clusters: 2)).Model, "The model of a job whose rows are sent");
        var percent = 0.0;
        while (job.Status is "queued" or "running")
        {
            await Task.Delay(50);
            job = await client.GetJobAsync(job.Id.ToString());
            if (job.PercentComplete < percent) throw new InvalidOperationException("A job went back.");
            percent = job.PercentComplete;
        }

        Expectation.Is(("succeeded", 3), (job.Status, job.Result?.Version ?? 0), "Status and version of the job");
        Expectation.Is(version.Fingerprint, (await client.GetVersionAsync(Model, "3")).Fingerprint, "The fingerprint of the same training as a job");

        var prediction = await client.PredictAsync(Expectation.Customer, model: Model, version: "1");
        var batch = await client.PredictBatchAsync(customers, model: Model, version: "1");
        Expectation.Is(20, batch.Count, "The number of answers of the batch");
        Expectation.Is(prediction.Segment, batch.Last().Segment ?? 0, "The segment of a neighbour");
        Expectation.Is(10, batch.Count(row => row.Segment == prediction.Segment), "The size of a segment");

        Expectation.Is(1, (await client.SetAliasAsync(Model, "tested", new AliasRequest { Version = 1 })).Version, "The version of the alias");
        Expectation.Is(prediction.Segment, (await client.PredictAsync(Expectation.Customer, model: Model, version: "tested")).Segment, "The segment by the alias");

        try
        {
            await client.GetModelAsync("nobody");
            throw new InvalidOperationException("A model that there is not was answered.");
        }
        catch (ApiException<Problem> e)
        {
            Expectation.Is((404, "/problems/unknown-model", "model"), (e.StatusCode, e.Result.Type, e.Result.Parameter), "The problem");
        }
    }
}
