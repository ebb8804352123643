using System.Buffers.Text;
using System.Text;
using CsvHelper;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Prediction;

/// <summary>A customer of a training, as its version tells of it.</summary>
/// <param name="Place">The 0-based place among the customers of the version.</param>
/// <param name="Segment">The id of the segment.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Distance">Euclidean, in the feature space.</param>
/// <param name="IsOutlier">Whether the customer lies farther out than nearly all others of the segment.</param>
/// <param name="IsOnly">Whether it is known that no other customer of the version has the id.</param>
/// <param name="Computed">What was computed of a log of orders: column and value as text, empty where it is missing. Empty for a customer of a table.</param>
internal sealed record TrainedCustomer(int Place, int Segment, double Confidence, double Distance, bool IsOutlier, bool IsOnly, IReadOnlyList<(string Column, string Value)> Computed)
{
    /// <summary>How the customers of a version are written.</summary>
    public static readonly CsvReaderOptions Csv = new() { Separator = ',', MaxRecordSize = CustomersPart.LongestRow };

    /// <summary>The same from a later row on.</summary>
    public static readonly CsvReaderOptions CsvWithoutHeader = new() { Separator = ',', MaxRecordSize = CustomersPart.LongestRow, HasHeader = false };

    private static readonly int IdCell = Cell("id");
    private static readonly int SegmentCell = Cell("segment");
    private static readonly int ConfidenceCell = Cell("confidence");
    private static readonly int DistanceCell = Cell("distance");
    private static readonly int OutlierCell = Cell("outlier");

    /// <summary>Finds a customer among those of a version, the first with the id. One pass, O(size of the text); holds one row.</summary>
    /// <param name="text">The customers as plain CSV.</param>
    /// <param name="id">The id as the table has it; the number of the row where it has none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where there is none.</returns>
    public static TrainedCustomer? Find(Stream text, string id, CancellationToken cancellationToken)
    {
        var wanted = CustomersPart.Written(id);
        using var rows = CsvReader.Create(text, Csv, leaveOpen: true);
        rows.ReadHeader();
        for (var place = 0; rows.Read(); place++)
        {
            if (place % 4096 == 0) cancellationToken.ThrowIfCancellationRequested();
            if (IsOf(rows, wanted)) return Of(rows, rows.Headers, place, isOnly: false);
        }

        return null;
    }

    /// <summary>Whether a row is that of a customer.</summary>
    /// <param name="row">The row under way.</param>
    /// <param name="written">The id, as <see cref="CustomersPart.Written"/> gives it.</param>
    public static bool IsOf(CsvReader row, ReadOnlySpan<byte> written) => row.GetSpan(IdCell).SequenceEqual(written);

    /// <summary>The customer of a row.</summary>
    /// <param name="row">The row under way.</param>
    /// <param name="columns">The names of all columns.</param>
    /// <param name="place">See <see cref="Place"/>.</param>
    /// <param name="isOnly">See <see cref="IsOnly"/>.</param>
    public static TrainedCustomer Of(CsvReader row, IReadOnlyList<string> columns, int place, bool isOnly) => new(
        place,
        (int)Number(row, SegmentCell),
        Number(row, ConfidenceCell),
        Number(row, DistanceCell),
        row.GetSpan(OutlierCell).SequenceEqual("true"u8),
        isOnly,
        [.. Enumerable.Range(CustomersPart.Columns.Count, columns.Count - CustomersPart.Columns.Count).Select(cell => (columns[cell], Encoding.UTF8.GetString(row.GetSpan(cell))))]);

    /// <summary>The same as a prediction tells it; of the segment the id counts, and no index.</summary>
    public SegmentDistance ToSegmentDistance() => new(Segment, Confidence, Distance);

    private static double Number(CsvReader rows, int cell) =>
        Utf8Parser.TryParse(rows.GetSpan(cell), out double number, out _) ? number : throw new Core.CorruptModelException($"{CustomersPart.FileName} has no number where one is expected.");

    private static int Cell(string name) => CustomersPart.Columns.ToList().IndexOf(name);
}
