using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;
using SegmentationService.Clients.Kiota;
using SegmentationService.Clients.Kiota.Models;
using SegmentationService.Clients.Kiota.Predict;

namespace SegmentationService.Clients;

/// <summary>The whole way with the client that Kiota makes.</summary>
internal static class KiotaWalk
{
    private const string Model = "kiota";

    public static async Task RunAsync(Uri address)
    {
        using var adapter = new HttpClientRequestAdapter(new AnonymousAuthenticationProvider()) { BaseUrl = address.ToString().TrimEnd('/') };
        var client = new KiotaClient(adapter);

        var table = await client.Tables.PostAsync([.. Expectation.Customers.Select(row => new Kiota.Tables.Tables { AdditionalData = row })], request => request.QueryParameters.Model = Model);
        Expectation.Is(20, table!.Report!.Customers, "The number of customers that are reported");
        Expectation.Is(null, table.Problem, "The problem of a table that can be read");
        Expectation.Is(20, (await client.Tables[table.Id].Report.GetAsync())!.Customers, "The number of customers of the kept table");

        var version = await client.Train.PostAsync([.. Expectation.Customers.Select(row => new Kiota.Train.Train { AdditionalData = row })], request => (request.QueryParameters.Model, request.QueryParameters.Clusters) = (Model, 2));
        Expectation.Is((1, 2), (version!.Version, version.Segments!.Count), "Version and segments");
        Expectation.Is(null, version.Transactions, "What the version says of orders");

        var ofTable = await client.Tables[table.Id].Train.PostAsync(request => (request.QueryParameters.Model, request.QueryParameters.Clusters, request.QueryParameters.Parent) = (Model, 2, "none"));
        Expectation.Is((2, version.Fingerprint), (ofTable!.Version, ofTable.Fingerprint), "Version and fingerprint of the same training on the kept table");

        var job = await client.Tables[table.Id].Jobs.PostAsync(request => (request.QueryParameters.Model, request.QueryParameters.Clusters, request.QueryParameters.Parent) = (Model, 2, "none"));
        var ofRows = await client.Jobs.PostAsync([.. Expectation.Customers.Select(row => new Kiota.Jobs.Jobs { AdditionalData = row })], request => (request.QueryParameters.Model, request.QueryParameters.Clusters) = ("kiota-rows", 2));
        Expectation.Is("kiota-rows", ofRows!.Model, "The model of a job whose rows are sent");
        double? percent = 0;
        while (job!.Status is "queued" or "running")
        {
            await Task.Delay(50);
            job = await client.Jobs[job.Id.ToString()].GetAsync();
            if (job!.PercentComplete < percent) throw new InvalidOperationException("A job went back.");
            percent = job.PercentComplete;
        }

        Expectation.Is(("succeeded", 3), (job.Status, job.Result?.Version), "Status and version of the job");
        Expectation.Is(version.Fingerprint, (await client.Models[Model].Versions["3"].GetAsync())!.Fingerprint, "The fingerprint of the same training as a job");

        var prediction = await client.Predict.PostAsync(One(), request => (request.QueryParameters.Model, request.QueryParameters.Version) = (Model, "1"));
        var batch = await client.Predict.Batch.PostAsync([.. Expectation.Customers.Select(row => new Kiota.Predict.Batch.Batch { AdditionalData = row })], request => (request.QueryParameters.Model, request.QueryParameters.Version) = (Model, "1"));
        Expectation.Is(20, batch!.Count, "The number of answers of the batch");
        Expectation.Is(prediction!.Segment, batch[^1].Segment, "The segment of a neighbour");
        Expectation.Is(10, batch.Count(row => row.Segment == prediction.Segment), "The size of a segment");

        Expectation.Is(1, (await client.Models[Model].Aliases["tested"].PutAsync(new AliasRequest { Version = 1 }))!.Version, "The version of the alias");
        Expectation.Is(prediction.Segment, (await client.Predict.PostAsync(One(), request => (request.QueryParameters.Model, request.QueryParameters.Version) = (Model, "tested")))!.Segment, "The segment by the alias");

        try
        {
            await client.Models["nobody"].GetAsync();
            throw new InvalidOperationException("A model that there is not was answered.");
        }
        catch (Problem e)
        {
            Expectation.Is((404, "/problems/unknown-model", "model"), (e.ResponseStatusCode, e.Type, e.Parameter), "The problem");
        }
    }

    private static PredictPostRequestBody One() => new() { AdditionalData = Expectation.Customer };
}
