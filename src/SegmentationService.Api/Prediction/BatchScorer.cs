using System.Text;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Prediction;

/// <summary>
/// Assigns the customers of a batch as they are read: <see cref="BatchRows"/> are filled, by the thread that reads or for CSV by several
/// side by side, others answer those that are full, and the answers go out in the order of the body. Memory does not grow with the
/// number of customers.
/// </summary>
/// <param name="prepared">The answers of the version.</param>
/// <param name="writer">The form of the answers.</param>
/// <param name="output">Takes the answers.</param>
/// <param name="limits">The most columns and customers that a batch may have: its answers lie on disk until they are sent.</param>
/// <param name="parallelism">Whose threads answer.</param>
/// <param name="decimalSign">The decimal sign of texts; by default that of the training.</param>
/// <param name="asOf">The moment that the days of dates count until; null takes that of the training.</param>
internal sealed class BatchScorer(
    PreparedAnswers prepared, IAnswerWriter writer, BatchOutput output, TableLimits limits, Parallelism parallelism, DecimalSign decimalSign = DecimalSign.Auto, DateTime? asOf = null) : ICustomerSink
{
    /// <summary>So many full rows wait before the reading does.</summary>
    private static readonly int MostAtWork = 2 * Environment.ProcessorCount;

    private readonly TableHeader _header = new(limits.MaxColumns);
    private readonly List<BatchColumn> _columns = [];
    private readonly Queue<(BatchRows Rows, Task Work)> _atWork = [];
    private readonly Stack<BatchRows> _free = [];
    private RowUnit _unit;

    /// <summary>The number of customers.</summary>
    public long Count { get; private set; }

    /// <summary>What is to be said about how the body was read.</summary>
    public List<Notice> Notices { get; } = [];

    /// <summary>Rows without a value are answered, too: the answers stay in step with the rows.</summary>
    public bool KeepsEmptyRows => true;

    public void Begin(RowUnit unit) => _unit = unit;

    public void Note(Notice notice) => Notices.Add(notice);

    public int AddColumn(string name)
    {
        var utf8 = Encoding.UTF8.GetBytes(_header.Add(name));
        var field = prepared.Version.Names.Find(utf8);
        _columns.Add(new BatchColumn(field, field == FieldNames.Ignored ? prepared.Misspelt(utf8) : null));
        return _columns.Count - 1;
    }

    public void EndHeader()
    {
        _header.End();
        if (_header.Repeated.FirstOrDefault(name => prepared.Version.Names.Find(Encoding.UTF8.GetBytes(name)) != FieldNames.Ignored) is { } ambiguous) throw _header.Ambiguous(ambiguous);
        if (_columns.TrueForAll(column => !FieldNames.IsInput(column.Field))) throw CustomerFields.NoUsableField(prepared.Version.Stored.Model);
    }

    public int FindOrAddColumn(string name) => _header.TryFind(name, out var column) ? column : AddColumn(name);

    public ICustomerPart BeginPart(int maxCustomers) => _free.TryPop(out var rows) ? rows : new BatchRows(prepared, writer, _columns, _unit, decimalSign, asOf);

    /// <summary>Has the customers of a part answered.</summary>
    public void EndPart(ICustomerPart part)
    {
        var rows = (BatchRows)part;
        var first = Count;
        Count += rows.Count;
        if (Count > limits.MaxCustomers)
            throw new InvalidTableException(TableDefect.TooManyCustomers, $"The batch has more than {limits.MaxCustomers} customers, the most that is allowed.");
        if (rows.Refusal is { } refusal) throw refusal;
        _atWork.Enqueue((rows, parallelism.Begin(() =>
        {
            rows.Score(first);
            return rows;
        })));
    }

    /// <summary>Passes on what is answered, and waits where the reading is far ahead of it.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (_atWork.TryPeek(out var next) && (next.Work.IsCompleted || _atWork.Count > MostAtWork)) await PassOnAsync();
    }

    /// <summary>Answers what is left. Call it when the body has been read.</summary>
    public async ValueTask EndAsync()
    {
        while (_atWork.Count > 0) await PassOnAsync();
    }

    private async ValueTask PassOnAsync()
    {
        var (rows, work) = _atWork.Dequeue();
        await work;
        output.Write(rows.Answers.Written);
        rows.Clear();
        _free.Push(rows);
    }
}
