using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Sources;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Training;
using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Samples;

/// <summary>The whole line in a terminal, without a server: sample customers, training, segments, predictions, a stored model.</summary>
internal static class Demonstration
{
    /// <summary>The argument that starts it.</summary>
    public const string Command = "demo";

    private const int Customers = 1_000;
    private const int NewCustomers = 5;
    private const long Seed = 42;
    private const long NewSeed = 7;
    private const string ModelName = "demo";

    private static readonly string[] Columns = ["customer_id", "recency_days", "frequency", "monetary", "tenure_days"];

    /// <summary>Runs it.</summary>
    /// <param name="args">Settings such as <c>--Storage:Path=./data</c>.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        var storage = configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new StorageOptions();
        try
        {
            using var store = ModelStore.Open(storage, TimeProvider.System, NullLogger<ModelStore>.Instance);
            await RunAsync(store, Path.GetFullPath(storage.Path), Console.Out);
            return 0;
        }
        catch (StorageUnavailableException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    /// <summary>Trains on sample customers, tells what was found, and stores it.</summary>
    /// <param name="store">Where the model is stored.</param>
    /// <param name="folder">Where that is, to say so.</param>
    /// <param name="output">Takes the text.</param>
    internal static async Task RunAsync(ModelStore store, string folder, TextWriter output)
    {
        output.WriteLine($"1. {Customers:N0} synthetic customers of five behaviours (seed {Seed}).");
        var table = Table(SampleCustomers.Make(Customers, Seed));
        var limits = Options.Create(new ReadingOptions());
        var work = new TrainingWork(store, SourceReader.OfBodies(limits), new MemoryOptions().ToBudget(), Options.Create(new TrainingLimits()), limits, Options.Create(new DataOptions()), new PointsFiles(Options.Create(new StorageOptions())));
        var query = new TrainQuery(ModelName, Promote: true, new TrainingOptions { Seed = Seed });
        var version = await work.TrainAsync(table, query, TimeSpan.Zero, watch: null, new Parallelism(Environment.ProcessorCount, CancellationToken.None));
        WriteCandidates(version.Report, output);
        WriteSegments(version, output);
        WritePredictions(version, output);
        output.WriteLine();
        output.WriteLine($"5. Saved as version {version.Version} of the model '{version.ModelName}' in {folder}.");
        output.WriteLine($"   {version.Fingerprint}");
        output.WriteLine();
        output.WriteLine("Next: dotnet run --project src/SegmentationService.Api, and open http://localhost:8080/swagger");
    }

    private static CustomerTable Table(IEnumerable<SampleCustomer> customers)
    {
        var builder = new CustomerTableBuilder(RowUnit.Item, new TableLimits(), ColumnParts.IsUsualIdName);
        foreach (var column in Columns) builder.AddColumn(column);
        var part = builder.BeginPart(Customers);
        foreach (var customer in customers)
        {
            part.BeginCustomer(part.Customers + 1);
            part.Add(0, Encoding.UTF8.GetBytes(customer.CustomerId));
            part.Add(1, customer.RecencyDays);
            part.Add(2, customer.Frequency);
            part.Add(3, customer.Monetary);
            part.Add(4, customer.TenureDays);
            part.EndCustomer();
        }

        builder.Append(part);
        return builder.Build();
    }

    private static void WriteCandidates(TrainingReport report, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("2. How many segments?");
        output.WriteLine();
        output.WriteLine("     k    inertia  silhouette  smallest");
        foreach (var candidate in report.Selection.Candidates)
        {
            var chosen = candidate.Clusters == report.Profiles.Count ? "  <- chosen" : "";
            output.WriteLine(Invariant($"   {candidate.Clusters,3}{candidate.Inertia,11:0.0}{candidate.Silhouette,12:0.000}{candidate.SmallestShare,10:0.0 %}{chosen}"));
        }

        output.WriteLine();
        output.WriteLine($"   {report.Selection.Reason}");
    }

    private static void WriteSegments(StoredVersion version, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("3. The segments, with the medians of their customers");
        output.WriteLine();
        output.WriteLine($"       size  recency_days  frequency   monetary  tenure_days  name");
        foreach (var (segment, profile) in version.Model.Segments.Zip(version.Report.Profiles))
        {
            var medians = Columns.Skip(1).Select(column => profile.Statistics.First(statistics => statistics.Name == column).Median).ToArray();
            output.WriteLine(Invariant($"   {segment.Id}{profile.Size,7}{medians[0],14:0}{medians[1],11:0}{medians[2],11:0.00}{medians[3],13:0}  {segment.Name}"));
            foreach (var feature in profile.Distinguishing.Take(2)) output.WriteLine($"                - {feature.Text}");
        }
    }

    private static void WritePredictions(StoredVersion version, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"4. Five new customers");
        output.WriteLine();
        var (assigner, inputs) = (new SegmentAssigner(version.Model), version.Model.FeatureSet.Inputs);
        var nearest = new SegmentDistance[1];
        foreach (var customer in SampleCustomers.Make(NewCustomers, NewSeed))
        {
            double[] values = [.. inputs.Select(input => Value(customer, input.Name))];
            assigner.Assign(values, nearest);
            var segment = version.Model.Segments[nearest[0].Segment];
            output.WriteLine(Invariant($"   recency {customer.RecencyDays,3}, frequency {customer.Frequency,2}, monetary {customer.Monetary,8:0.00}, tenure {customer.TenureDays,4}  ->  segment {segment.Id}, confidence {nearest[0].Confidence:0.00}  {segment.Name}"));
        }
    }

    private static double Value(SampleCustomer customer, string column) => Array.IndexOf(Columns, column) switch
    {
        1 => customer.RecencyDays,
        2 => customer.Frequency,
        3 => customer.Monetary,
        4 => customer.TenureDays,
        _ => double.NaN,
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
