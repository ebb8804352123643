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
/// The training customers of a version behind the columns of the table that they came in. The answer is put aside as it is to be sent until the table has been read to its end: one that turns out to
/// be another is a problem, and not half an answer.
/// </summary>
/// <param name="version">The version.</param>
/// <param name="form">The form of the answer.</param>
/// <param name="names">The names that people have given segments; null where none has one.</param>
/// <param name="memory">What is put aside is taken from it.</param>
internal sealed class CustomersWithColumns(ServedVersion version, AnswerForm form, RenamedCustomers? names, MemoryShare memory) : IDisposable
{
    private const int InMemory = 1 << 20;

    private const int IdCell = 0;

    private readonly AnswerSpool _spool = new(InMemory, TemporaryFile.Folder, memory);
    private readonly string? _id = version.Stored.Model.FeatureSet.Parts.Id;

    /// <summary>The table's own columns that have a name, in their order.</summary>
    private readonly string[] _own = [.. version.Stored.Report.Columns.Select(column => column.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>The columns of the answer: those of the table, a name that an answer has renamed, and then the stored ones; among these the id only where the table has none.</summary>
    /// <param name="stored">The stored columns.</param>
    public IReadOnlyList<AnswerColumn> Columns(IReadOnlyList<AnswerColumn> stored) => names is null ? Unnamed(stored) : RenamedCustomers.Columns(Unnamed(stored));

    /// <summary>Reads the table in step with the stored customers, and puts both aside.</summary>
    /// <param name="table">The table that the version was trained on.</param>
    /// <param name="stored">The stored customers.</param>
    /// <param name="segment">The id of the segment whose customers are asked for; null for all.</param>
    /// <param name="range">Which of them are told.</param>
    /// <param name="limits">How much is read at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether the table has the customers of the version, in their order.</returns>
    public async Task<bool> JoinAsync(OpenTable table, WrittenRows stored, int? segment, RowRange range, ReadingOptions limits, CancellationToken cancellationToken)
    {
        using var threads = new YieldingThreads("Customers", Environment.ProcessorCount);
        using var customers = stored.Read().GetEnumerator();
        var wanted = segment is { } number ? Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)) : null;
        var (columns, row) = (AssignmentColumns.OfStored(stored.Names), new AnswerRow());
        var renaming = names?.Renaming(Unnamed(columns));
        await using var pending = new PendingBytes();
        await using var writer = form.Open(pending, Columns(columns), memory);
        var (isSame, place) = (true, 0);
        var (known, places, idPlace) = (0, Array.Empty<int>(), -1);
        TrainedRows rows = null!;
        rows = new TrainedRows(version, limits.ToTableLimits(), memory, Take);
        await writer.BeginAsync(cancellationToken);
        await threads.RunAsync(async () =>
        {
            await CustomerBody.ReadAsync(table.BodyFor(version.Stored.Source), rows, limits, threads.ToParallelism(cancellationToken) with { Memory = memory });
            return true;
        });
        if (!isSame || rows.Count != version.Stored.Content.Customers) return false;
        await writer.EndAsync(cancellationToken);
        pending.PutAside(_spool);
        return true;

        void Take(int customer, TrainedRow own)
        {
            if (known != rows.Columns.Count) (known, places, idPlace) = (rows.Columns.Count, [.. _own.Select(rows.PlaceOf)], _id is null ? -1 : rows.PlaceOf(_id));
            isSame = isSame && customers.MoveNext() && (idPlace < 0 || own[idPlace].IsEmpty || FormulaText.Unmarked(own[idPlace]).SequenceEqual(customers.Current[IdCell]));
            if (!isSame || (wanted is not null && !customers.Current[AssignmentColumns.Segment].SequenceEqual(wanted))) return;
            if (!range.Has(place++)) return;
            row.Clear();
            foreach (var place in places) row.Add(place < 0 ? [] : own[place]);
            for (var cell = FirstStored; cell < customers.Current.Count; cell++) row.Add(customers.Current[cell]);
            var writing = writer.WriteAsync(renaming is null ? row : renaming(row), cancellationToken);
            if (!writing.IsCompleted) throw new InvalidOperationException("What is pending takes rows without waiting.");
            writing.GetAwaiter().GetResult();
            if (pending.IsWorthSending) pending.PutAside(_spool);
        }
    }

    /// <summary>Sends the answer. Call it when the table has been joined.</summary>
    /// <param name="response">The answer, not begun yet.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public async ValueTask SendAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = form.ContentType;
        response.ContentLength = _spool.Length;
        await _spool.SendAsync(response.BodyWriter, cancellationToken);
    }

    public void Dispose() => _spool.Dispose();

    /// <summary>The first of the stored cells that is told: the id stands among the table's own columns where it has one.</summary>
    private int FirstStored => _id is null ? IdCell : AssignmentColumns.Segment;

    private IReadOnlyList<AnswerColumn> Unnamed(IReadOnlyList<AnswerColumn> stored)
    {
        AnswerColumn[] ofVersion = [.. stored.Skip(FirstStored)];
        return [.. GivenColumns.Of(_own, ofVersion), .. ofVersion];
    }
}
