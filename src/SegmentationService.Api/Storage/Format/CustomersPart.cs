using System.IO.Compression;
using System.Text;
using CsvHelper;
using SegmentationService.Core;
using SegmentationService.Core.Data;

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
    public static VersionPart Part { get; } = new(FileName, IsRequired: true, MaxBytes: null, CustomersCheck.Run) { IsCompressed = true, Erase = Erase };

    /// <summary>How the customers are read one by one.</summary>
    private static readonly CsvReaderOptions Rows = new() { Separator = ',', MaxRecordSize = LongestRow, HasHeader = false };

    /// <summary>An id as the customers of a version have it.</summary>
    /// <param name="id">The id as the table has it.</param>
    public static byte[] Written(string id)
    {
        var utf8 = Encoding.UTF8.GetBytes(id);
        return FormulaText.Is(utf8) ? FormulaText.Marked(utf8) : utf8;
    }

    /// <summary>Gives the customers of a version out without those of an id. O(size of the text); holds one row.</summary>
    /// <param name="file">The customers, compressed, at the beginning.</param>
    /// <param name="id">The id as the table has it.</param>
    /// <param name="take">Takes each row as it stands in the file, the header first, and its line feed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many have the id.</returns>
    /// <exception cref="CorruptModelException">It is not gzip, or no CSV.</exception>
    private static int Without(Stream file, string id, Action<ReadOnlySpan<byte>> take, CancellationToken cancellationToken)
    {
        var written = Written(id);
        var (row, found) = (0L, 0);
        try
        {
            using var text = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            using var rows = CsvReader.Create(text, Rows);
            for (; rows.Read(); row++)
            {
                if (row % 4096 == 0) cancellationToken.ThrowIfCancellationRequested();
                if (row > 0 && rows.GetSpan(0).SequenceEqual(written)) found++;
                else
                {
                    take(rows.RawRecord); // without its line feed
                    take("\n"u8);
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or CsvFormatException)
        {
            throw new CorruptModelException($"{FileName} cannot be read from row {row + 1} on.", e);
        }

        return found;
    }

    private static ErasedPart? Erase(FileStream file, string id, CancellationToken cancellationToken)
    {
        var found = Without(file, id, static _ => { }, cancellationToken);
        return found == 0 ? null : new ErasedPart(found, Write);

        void Write(Stream destination)
        {
            file.Position = 0;
            using var compressed = new CustomersStream(destination, Parallelism.None);
            Without(file, id, compressed.Write, cancellationToken);
        }
    }

    /// <summary>The customers of a version that is to be stored.</summary>
    /// <param name="write">Writes them as plain CSV with <see cref="Columns"/>.</param>
    /// <param name="parallelism">Whose threads compress them; null for those of the thread pool.</param>
    public static PartContent Of(Action<Stream> write, Parallelism? parallelism = null) => Part.Of(file =>
    {
        using var compressed = new CustomersStream(file, parallelism ?? Parallelism.None);
        write(compressed);
    });
}
