using System.Text;
using SegmentationService.Api.Reading;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Prediction;

/// <summary>
/// Assigns the customers of a batch as they are read: the thread that reads fills <see cref="BatchRows"/>, others answer those that are
/// full, and the answers go out in the order of the body. Memory does not grow with the number of customers.
/// </summary>
/// <param name="version">The version that answers.</param>
/// <param name="output">Takes the answers.</param>
/// <param name="maxColumns">The most columns that a batch may have.</param>
internal sealed class BatchScorer(ServedVersion version, BatchOutput output, int maxColumns) : ICustomerSink
{
    /// <summary>So many full rows wait before the reading does.</summary>
    private static readonly int MostAtWork = 2 * Environment.ProcessorCount;

    private readonly CustomerFields _fields = new(version.Stored.Model);
    private readonly TableHeader _header = new(maxColumns);
    private readonly List<int> _fieldOf = [];
    private readonly Queue<(BatchRows Rows, Task Work)> _atWork = [];
    private readonly Stack<BatchRows> _free = [];
    private BatchRows _rows = new(version, output.Format);

    /// <summary>The number of customers.</summary>
    public long Count { get; private set; }

    public void Begin(RowUnit unit)
    {
    }

    public int AddColumn(string name)
    {
        _fieldOf.Add(version.Names.Find(Encoding.UTF8.GetBytes(_header.Add(name, line: 1))));
        return _fieldOf.Count - 1;
    }

    public void EndHeader()
    {
        if (_fieldOf.TrueForAll(field => field < 0)) throw CustomerFields.NoUsableField(version.Stored.Model);
    }

    public int FindOrAddColumn(string name) => _header.TryFind(name, out var column) ? column : AddColumn(name);

    public void BeginCustomer(long line) => _fields.Clear();

    public void Add(int column, ReadOnlySpan<byte> utf8Cell) => _fields.Set(_fieldOf[column], utf8Cell);

    public void EndCustomer()
    {
        _fields.Complete();
        _rows.Add(_fields);
        Count++;
        if (_rows.Count < BatchRows.Capacity) return;
        var full = _rows;
        _atWork.Enqueue((full, Task.Run(full.Score)));
        _rows = _free.Count > 0 ? _free.Pop() : new BatchRows(version, output.Format);
        _rows.Clear(Count);
    }

    /// <summary>Passes on what is answered, and waits where the reading is far ahead of it.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        while (_atWork.TryPeek(out var next) && (next.Work.IsCompleted || _atWork.Count > MostAtWork)) await PassOnAsync(cancellationToken);
    }

    /// <summary>Answers what is left. Call it when the body has been read.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        while (_atWork.Count > 0) await PassOnAsync(cancellationToken);
        _rows.Score();
        await output.WriteAsync(_rows.Answers.WrittenMemory, cancellationToken);
    }

    private async ValueTask PassOnAsync(CancellationToken cancellationToken)
    {
        var (rows, work) = _atWork.Dequeue();
        await work;
        await output.WriteAsync(rows.Answers.WrittenMemory, cancellationToken);
        _free.Push(rows);
    }
}
