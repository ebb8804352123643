using System.Globalization;
using System.Text;
using SegmentationService.Core.Data;
using SegmentationService.Core.Exports;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Exports;

/// <summary>A table, a model of it, and what the model answers for every customer: what exports are compared with.</summary>
internal sealed class ExportedSet
{
    /// <summary>So many customers of each set are compared at most, spread over all of it; <c>EVERY_CUSTOMER=1</c> compares all.</summary>
    private const int MostCustomers = 400;

    private static readonly Dictionary<string, Lazy<ExportedSet>> Sets = new()
    {
        ["made"] = new(() => new ExportedSet(MadeCustomers.Csv, ["plan"])),
        ["plain"] = new(() => new ExportedSet(MadeCustomers.Csv, [], OutlierHandling.Keep)),
        // One segment has no jury.
        ["single"] = new(() => new ExportedSet(MadeCustomers.Csv, [], clusters: 1)),
        ["mall_customers"] = new(() => Shared("mall_customers", "Genre")),
        ["wholesale_customers"] = new(() => Shared("wholesale_customers", "Channel", "Region")),
        ["telco_customer_churn"] = new(() => Shared("telco_customer_churn", "Contract", "InternetService", "PaymentMethod", "Partner")),
        ["online_retail_rfm"] = new(() => Shared("online_retail_rfm")),
        ["s1"] = new(() => Shared("s1")),
        ["unbalance"] = new(() => Shared("unbalance")),
        ["hepta"] = new(() => Shared("hepta")),
    };

    private ExportedSet(string csv, string[] encode, OutlierHandling outliers = OutlierHandling.Clip, int clusters = 6)
    {
        var table = CsvTable.Parse(csv, encodes: encode.Contains);
        var options = new TrainingOptions { Clusters = clusters, Restarts = 2, Preparation = new PreparationOptions { Encode = encode, Outliers = outliers } };
        Model = SegmentTrainer.Train(table, options, new Parallelism(2, CancellationToken.None)).Model;
        Exported = new ExportedModel(Model, "customers", 3);

        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split(',')).ToArray();
        var places = Model.FeatureSet.Inputs.Select(input => Array.IndexOf(lines[0], input.Name)).ToArray();
        var step = Environment.GetEnvironmentVariable("EVERY_CUSTOMER") == "1" ? 1 : 1 + ((lines.Length - 2) / MostCustomers);
        Rows = [.. lines.Skip(1).Where((_, row) => row % step == 0).Select(line => places.Select(place => line[place].Trim()).ToArray())];
        Expected = [.. Rows.Select(Answer)];
    }

    /// <summary>The sets that stand in shared/data.</summary>
    public static IEnumerable<string> SharedNames => Sets.Keys.Where(name => name is not ("made" or "plain" or "single"));

    public SegmentationModel Model { get; }

    public ExportedModel Exported { get; }

    /// <summary>For each customer its cell of each input, as text; empty where there is none.</summary>
    public IReadOnlyList<string[]> Rows { get; }

    /// <summary>What the model answers for each customer.</summary>
    public IReadOnlyList<ExportAnswer> Expected { get; }

    public static ExportedSet Of(string name) => Sets[name].Value;

    /// <summary>The cell as a number, or as days; NaN where it is missing.</summary>
    public double Number(int row, int input)
    {
        var cell = Rows[row][input];
        if (Model.FeatureSet.Inputs[input].Days is not { } days) return cell.Length == 0 ? double.NaN : double.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture);
        Assert.True(new DaysCell(days).TryRead(Encoding.UTF8.GetBytes(cell), out var count));
        return count;
    }

    private static ExportedSet Shared(string name, params string[] encode) => new(File.ReadAllText(Path.Combine(SharedData.Folder!, name + ".csv")), encode);

    private ExportAnswer Answer(string[] row, int index)
    {
        var inputs = new double[row.Length];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = Model.FeatureSet.Inputs[i].Values is { } values ? values.Read(Encoding.UTF8.GetBytes(row[i])) : Number(index, i);
        var nearest = new SegmentDistance[1];
        new SegmentAssigner(Model).Assign(inputs, nearest);
        return new ExportAnswer(Model.Segments[nearest[0].Segment].Id, nearest[0].Confidence, nearest[0].Distance);
    }
}
