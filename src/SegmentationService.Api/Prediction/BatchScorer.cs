using System.Text;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Prediction;

/// <summary>
/// Assigns the customers of a batch as they are read: <see cref="BatchRows"/> are filled, by the thread that reads or for CSV by several
/// side by side, others answer those that are full, and the answers go out in the order of the body. Memory does not grow with the
/// number of customers. What is true of a column is said once, of the batch, and not of each customer.
/// </summary>
/// <param name="prepared">The answers of the version.</param>
/// <param name="output">Takes the answers.</param>
/// <param name="limits">The most columns and customers that a batch may have: its answers lie on disk until they are sent.</param>
/// <param name="parallelism">Whose threads answer, and what customers and answers take their memory from until they are passed on.</param>
/// <param name="decimalSign">The decimal sign of texts; by default that of the training.</param>
/// <param name="asOf">The moment that the days of dates count until; null takes that of the training.</param>
/// <param name="isExplained">Whether the answers explain the segments.</param>
internal sealed class BatchScorer(
    PreparedAnswers prepared, BatchAnswers output, TableLimits limits, Parallelism parallelism, DecimalSign decimalSign = DecimalSign.Auto, DateTime? asOf = null, bool isExplained = false) : ICustomerSink, IAsyncDisposable
{
    /// <summary>The most values that the customers of one part have together, however few of them are given.</summary>
    private const int MostValues = 1 << 20;

    /// <summary>The most customers of one part: their answers are longer than what was sent may be.</summary>
    private const int MostCustomers = 1 << 14;

    /// <summary>The same where they are explained: the answers are some kilobytes long, and take some twenty microseconds.</summary>
    private const int MostExplained = 1 << 10;

    /// <summary>Of so many columns that the model does not use it is asked whether they are misspelt.</summary>
    private const int MostUnknown = 32;

    /// <summary>So many full rows wait before the reading does.</summary>
    private static readonly int MostAtWork = Math.Min(2 * Environment.ProcessorCount, 16);

    private readonly TableHeader _header = new(limits.MaxColumns, longestName: int.MaxValue);
    private readonly List<BatchColumn> _columns = [];
    private readonly List<Notice> _notices = [];
    private readonly Queue<(BatchRows Rows, Task Work)> _atWork = [];
    private readonly Stack<BatchRows> _free = [];
    private RowUnit _unit;
    private int _unknown;
    private int _steps = NearNames.UsualSteps;

    /// <summary>For each input the first customer of the first part that knew it. Replaced, not changed: parts at work look at it.</summary>
    private long[] _since = NoneYet(prepared.Version.Names.Inputs);

    /// <summary>The number of customers.</summary>
    public long Count { get; private set; }

    /// <summary>The customers that have no segment. Known when all are answered, as <see cref="Outliers"/> is.</summary>
    public long Unassigned { get; private set; }

    /// <summary>The customers that are unlike the training customers of their segment.</summary>
    public long Outliers { get; private set; }

    public int MostCustomersOfPart { get; } = Math.Clamp(MostValues / Math.Max(1, prepared.Version.Names.Inputs), 1, isExplained ? MostExplained : MostCustomers);

    /// <summary>What is to be said of the batch as a whole. Known when the body has been read.</summary>
    public IEnumerable<Notice> Notices()
    {
        foreach (var notice in _notices) yield return notice;
        if (output.Own?.Notice is { } notIncluded) yield return notIncluded;
        int[] absent = [.. Enumerable.Range(0, _since.Length).Where(input => _since[input] == long.MaxValue)];
        if (absent.Length > 0) yield return prepared.Absent(absent);
        (int, long)[] late = [.. Enumerable.Range(0, _since.Length).Where(input => _since[input] is > 1 and < long.MaxValue).Select(input => (input, _since[input]))];
        if (late.Length > 0) yield return prepared.Late(late);
        foreach (var misspelling in _columns.Select(column => column.Misspelling).OfType<Misspelling>().Where(misspelling => _since[misspelling.Input] == long.MaxValue))
            yield return misspelling.Notice.ToNotice();
    }

    /// <summary>Rows without a value are answered, too: the answers stay in step with the rows.</summary>
    public bool KeepsEmptyRows => true;

    public void Begin(RowUnit unit) => _unit = unit;

    public void Expect(long rows)
    {
        if (rows > limits.MaxCustomers - Count)
            throw new InvalidTableException(TableDefect.TooManyCustomers, $"The batch has more than {limits.MaxCustomers} customers, the most that is allowed.");
    }

    public void Note(Notice notice) => _notices.Add(notice);

    public int AddColumn(string name)
    {
        var utf8 = Encoding.UTF8.GetBytes(_header.Add(name));
        var field = prepared.Version.Names.Find(utf8);
        _columns.Add(new BatchColumn(field, field == FieldNames.Ignored && ++_unknown <= MostUnknown ? prepared.Misspelt(utf8, ref _steps) : null));
        output.Own?.Add(name.Trim(), isId: field is FieldNames.Id or FieldNames.LooseId);
        if (FieldNames.IsInput(field)) Begins(FieldNames.IsLoose(field) ? FieldNames.Loose(field) : field);
        return _columns.Count - 1;
    }

    public void EndHeader()
    {
        _header.End();
        if (_header.Repeated.FirstOrDefault(name => prepared.Version.Names.Find(Encoding.UTF8.GetBytes(name)) != FieldNames.Ignored) is { } ambiguous) throw _header.Ambiguous(ambiguous);
        if (_columns.TrueForAll(column => !FieldNames.IsInput(column.Field))) throw CustomerFields.NoUsableField(prepared.Version.Stored.Model);
    }

    public int FindOrAddColumn(string name) => _header.TryFind(name, out var column) ? column : AddColumn(name);

    public ICustomerPart BeginPart(int maxCustomers) => _free.TryPop(out var rows) ? rows : new BatchRows(prepared, output.Writer, _columns, _unit, decimalSign, asOf, isExplained, output.Own, parallelism.Memory);

    /// <summary>Has the customers of a part answered.</summary>
    public void EndPart(ICustomerPart part)
    {
        var rows = (BatchRows)part;
        var first = Count;
        Count += rows.Count;
        Expect(0);
        if (rows.Refusal is { } refusal) throw refusal;
        output.Own?.Fix(CsvAnswerWriter.ColumnsOf(prepared));
        var since = _since;
        _atWork.Enqueue((rows, parallelism.Begin(() =>
        {
            rows.Score(first, since, parallelism.Cancellation);
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
        _free.Clear();
    }

    /// <summary>Waits for what is at work: none of it may still take memory when the caller gives it back.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (_, work) in _atWork) await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _atWork.Clear();
    }

    private static long[] NoneYet(int inputs)
    {
        var since = new long[inputs];
        Array.Fill(since, long.MaxValue);
        return since;
    }

    /// <summary>The part under way is the first that knows an input: until it has ended nothing is said of its customers. Where several are filled at once all columns are known before.</summary>
    private void Begins(int input)
    {
        if (_since[input] < long.MaxValue) return;
        _since = [.. _since];
        _since[input] = Count + 1;
    }

    private async ValueTask PassOnAsync()
    {
        var (rows, work) = _atWork.Dequeue();
        await work;
        output.Write(rows.Answers.Written);
        Unassigned += rows.Unassigned;
        Outliers += rows.Outliers;
        rows.Clear();
        _free.Push(rows);
    }
}
