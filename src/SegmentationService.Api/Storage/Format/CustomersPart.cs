using SegmentationService.Core;

namespace SegmentationService.Api.Storage.Format;

/// <summary>The file <c>customers.csv.gz</c> of a version: the training customers with their segments.</summary>
internal static class CustomersPart
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "customers.csv.gz";

    /// <summary>One row is held whole; ids are shorter than a row of the table that they came in. In bytes.</summary>
    public const int LongestRow = 16 << 20;

    /// <summary>The columns that every version's customers have, in this order; those made of a log of orders have further ones behind them.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["id", "segment", "name", "confidence", "distance", "outlier"];

    /// <summary>The file among those of a version.</summary>
    public static VersionPart Part { get; } = new(FileName, IsRequired: true, MaxBytes: null, CustomersCheck.Run) { IsCompressed = true };

    /// <summary>The customers of a version that is to be stored.</summary>
    /// <param name="write">Writes them as plain CSV with <see cref="Columns"/>.</param>
    /// <param name="parallelism">Whose threads compress them; null for those of the thread pool.</param>
    public static PartContent Of(Action<Stream> write, Parallelism? parallelism = null) => Part.Of(file =>
    {
        using var compressed = new CustomersStream(file, parallelism ?? Parallelism.None);
        write(compressed);
    });
}
