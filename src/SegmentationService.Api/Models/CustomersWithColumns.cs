using System.Globalization;
using System.Text;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Tables;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Models;

/// <summary>
/// The training customers of a version behind the columns of the table that they came in. They are put aside as lines until the table has been read to its end: one that turns out to be another is a
/// problem, and not half an answer.
/// </summary>
/// <param name="version">The version.</param>
/// <param name="memory">What is put aside is taken from it.</param>
internal sealed class CustomersWithColumns(ServedVersion version, MemoryShare memory) : IDisposable
{
    private const int InMemory = 1 << 20;

    /// <summary>So many bytes of lines are put aside at once: each time is a call of the system.</summary>
    private const int Piece = 1 << 16;

    private const int IdCell = 0;

    private readonly AnswerSpool _spool = new(InMemory, TemporaryFile.Folder, memory);
    private readonly string? _id = version.Stored.Model.FeatureSet.Parts.Id;

    /// <summary>The table's own columns that have a name, in their order.</summary>
    private readonly string[] _own = [.. version.Stored.Report.Columns.Select(column => column.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>The lines, to be read when all have been put aside: a header, which names the columns of <see cref="Columns"/>, and the customers.</summary>
    public Stream OpenLines() => new SpooledBytes(_spool);

    /// <summary>The columns of the lines: those of the table, a name that an answer has renamed, and then the stored ones; among these the id only where the table has none.</summary>
    /// <param name="stored">The stored columns.</param>
    public IReadOnlyList<AnswerColumn> Columns(IReadOnlyList<AnswerColumn> stored)
    {
        AnswerColumn[] ofVersion = [.. stored.Skip(FirstStored)];
        return [.. GivenColumns.Of(_own, ofVersion), .. ofVersion];
    }

    /// <summary>Reads the table in step with the stored customers, and puts both aside.</summary>
    /// <param name="table">The table that the version was trained on.</param>
    /// <param name="stored">The stored customers.</param>
    /// <param name="segment">The id of the segment whose customers are asked for; null for all.</param>
    /// <param name="limits">How much is read at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether the table has the customers of the version, in their order.</returns>
    public async Task<bool> JoinAsync(OpenTable table, WrittenRows stored, int? segment, ReadingOptions limits, CancellationToken cancellationToken)
    {
        using var threads = new YieldingThreads("Customers", Environment.ProcessorCount);
        using var customers = stored.Read().GetEnumerator();
        var wanted = segment is { } number ? Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)) : null;
        var lines = new AnswerBuffer(memory);
        var isSame = true;
        var (known, places, idPlace) = (0, Array.Empty<int>(), -1);
        TrainedRows rows = null!;
        rows = new TrainedRows(version, limits.ToTableLimits(), memory, Take);
        AddHeader(lines, AssignmentColumns.OfStored(stored.Names));
        await threads.RunAsync(async () =>
        {
            await CustomerBody.ReadAsync(table.Body with { Sheet = version.Stored.Source?.Sheet }, rows, limits, threads.ToParallelism(cancellationToken) with { Memory = memory });
            return true;
        });
        PutAside(lines);
        return isSame && rows.Count == version.Stored.Report.Customers;

        void Take(int customer, TrainedRow row)
        {
            if (known != rows.Columns.Count) (known, places, idPlace) = (rows.Columns.Count, [.. _own.Select(rows.PlaceOf)], _id is null ? -1 : rows.PlaceOf(_id));
            isSame = isSame && customers.MoveNext() && (idPlace < 0 || row[idPlace].IsEmpty || FormulaText.Unmarked(row[idPlace]).SequenceEqual(customers.Current[IdCell]));
            if (!isSame || (wanted is not null && !customers.Current[AssignmentColumns.Segment].SequenceEqual(wanted))) return;
            foreach (var place in places)
            {
                lines.AddCsv(place < 0 ? [] : row[place], isMarked: false);
                lines.Add(","u8);
            }

            for (var cell = FirstStored; cell < customers.Current.Count; cell++)
            {
                if (cell > FirstStored) lines.Add(","u8);
                lines.AddCsv(customers.Current[cell], isMarked: false);
            }

            lines.Add("\n"u8);
            if (lines.Length >= Piece) PutAside(lines);
        }
    }

    public void Dispose() => _spool.Dispose();

    /// <summary>The first of the stored cells that is told: the id stands among the table's own columns where it has one.</summary>
    private int FirstStored => _id is null ? IdCell : AssignmentColumns.Segment;

    private void AddHeader(AnswerBuffer lines, IReadOnlyList<AnswerColumn> stored)
    {
        var columns = Columns(stored);
        for (var i = 0; i < columns.Count; i++)
        {
            if (i > 0) lines.Add(","u8);
            lines.AddCsv(Encoding.UTF8.GetBytes(columns[i].Name), isMarked: false);
        }

        lines.Add("\n"u8);
    }

    private void PutAside(AnswerBuffer lines)
    {
        _spool.Write(lines.Written);
        lines.Clear();
    }
}
