using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using SegmentationService.Api.Samples;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Samples;

/// <summary>The demonstration in a terminal: what a newcomer wants to see is there.</summary>
public class DemonstrationTests
{
    [Fact]
    public async Task Run_OnAnEmptyStore_TellsTheWholeStoryAndStoresTheModel()
    {
        using var folder = new TemporaryFolder();
        using var output = new StringWriter();
        using (var store = ModelStore.Open(folder.Options, TimeProvider.System, NullLogger<ModelStore>.Instance))
        {
            await Demonstration.RunAsync(store, folder.Path, output);

            var version = store.Find("demo")!.Versions.Single();
            Assert.Equal(1_000, version.Report.Customers);
            Assert.Contains(version.Fingerprint, output.ToString(), StringComparison.Ordinal);
        }

        var text = output.ToString();
        Assert.Contains("1,000 synthetic customers of five behaviours", text, StringComparison.Ordinal);
        var table = Regex.Matches(text, @"^ +(\d+) +(\d+\.\d) +(0\.\d{3}) +(\d+\.\d %)(  <- chosen)?\r?$", RegexOptions.Multiline);
        Assert.Equal(Enumerable.Range(2, 9).Select(k => $"{k}"), table.Select(row => row.Groups[1].Value)); // k with inertia and silhouette
        var chosen = int.Parse(Assert.Single(table, row => row.Groups[5].Length > 0).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(chosen, 3, 8);

        var segments = Regex.Matches(text, @"^   (\d)\s+(\d+)\s+\d+\s+\d+\s+\d+\.\d\d\s+\d+  (\S.*?)\r?$", RegexOptions.Multiline);
        Assert.Equal(Enumerable.Range(1, chosen).Select(id => $"{id}"), segments.Select(segment => segment.Groups[1].Value));
        Assert.Equal(1_000, segments.Sum(segment => int.Parse(segment.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.True(Regex.Count(text, @"^ +- .* (above|below) average: median", RegexOptions.Multiline) >= chosen); // what distinguishes them

        var predictions = Regex.Matches(text, @"->  segment (\d), confidence ([01]\.\d\d)  (\S.*?)\r?$", RegexOptions.Multiline);
        Assert.Equal(5, predictions.Count);
        Assert.All(predictions, prediction => Assert.Contains(prediction.Groups[3].Value, segments.Select(segment => segment.Groups[3].Value)));
        Assert.Contains($"Saved as version 1 of the model 'demo' in {folder.Path}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThenTheService_ServesTheModel()
    {
        await using var app = new SegmentationApp();
        using (var store = ModelStore.Open(app.Folder.Options, TimeProvider.System, NullLogger<ModelStore>.Instance))
        {
            await Demonstration.RunAsync(store, app.Folder.Path, TextWriter.Null);
        }

        var samples = await app.GetAsync("/samples/customers?count=1000&seed=42");
        var customers = await app.CustomersAsync("demo");
        Assert.Equal(CsvRows.Parse(samples.Text).Skip(1).Select(row => row[0]), customers.Skip(1).Select(row => row[0]));
        Assert.Equal("demo", (await app.PredictAsync("""{"recency_days": 5, "frequency": 40}""", "?model=demo")).Expect(200).Text("model"));
    }
}
