using System.Globalization;
using System.Text;
using SegmentationService.Api.Models;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Transactions;

namespace SegmentationService.Api.Migration;

/// <summary>
/// The customers of one table, each scored by two models as it is read: what stays of a customer is its id and two segments.
/// </summary>
/// <param name="name">What the table is called.</param>
/// <param name="from">The old model.</param>
/// <param name="to">The new model.</param>
/// <param name="asOf">The moment that recency, tenure and the days of dates count until, by either model; null where neither reads any.</param>
/// <param name="idColumn">The column of the ids, where the others were computed of a log of orders; null where all columns are those of a table.</param>
/// <param name="limits">How many columns and customers it may have.</param>
/// <param name="memory">What it takes its memory from.</param>
/// <param name="decimalSign">The decimal sign of texts; by default that of the training.</param>
internal sealed class ScoredTable(
    string name, ServedVersion from, ServedVersion to, DateTime? asOf, string? idColumn, TableLimits limits, MemoryShare memory, DecimalSign decimalSign = DecimalSign.Auto) : ICustomerSink
{
    /// <summary>The segment of a customer that a model cannot assign.</summary>
    public const int Unassigned = -1;

    /// <summary>An id as a text of its own, its place in the table of ids, and two segments; each letter has two bytes more.</summary>
    private const int BytesOfCustomer = 120;

    private const int MostCustomers = 1 << 13;
    private const int MostListed = 10;

    private readonly TableHeader _header = new(limits.MaxColumns, longestName: int.MaxValue);
    private readonly List<ScoredColumn> _columns = [];
    private readonly bool[] _isReadByOld = new bool[from.Names.Inputs];
    private readonly bool[] _isReadByNew = new bool[to.Names.Inputs];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<int> _oldSegments = [];
    private readonly List<int> _newSegments = [];
    private RowUnit _unit;

    /// <summary>The ids, each with its place.</summary>
    public IReadOnlyDictionary<string, int> Places => _places;

    /// <summary>The moment that recency, tenure and the days of dates count until; null where neither model reads any.</summary>
    public DateTime? AsOf => asOf;

    /// <summary>The number of customers.</summary>
    public int Count => _places.Count;

    public int MostCustomersOfPart => MostCustomers;

    /// <summary>The segments of a customer by the old and by the new model, or <see cref="Unassigned"/>.</summary>
    public (int Old, int New) Segments(int place) => (_oldSegments[place], _newSegments[place]);

    /// <summary>Whether both models could assign a customer.</summary>
    public bool IsAssigned(int place) => _oldSegments[place] != Unassigned && _newSegments[place] != Unassigned;

    public void Begin(RowUnit unit) => _unit = unit;

    public int AddColumn(string name)
    {
        var text = _header.Add(name);
        var utf8 = Encoding.UTF8.GetBytes(text);
        var column = new ScoredColumn(FieldOf(from), FieldOf(to));
        Note(_isReadByOld, column.Old);
        Note(_isReadByNew, column.New);
        _columns.Add(column);
        return _columns.Count - 1;

        int FieldOf(ServedVersion version)
        {
            if (idColumn is null) return version.Names.Find(utf8);
            if (text == idColumn) return FieldNames.Id;
            return OrderColumnNames.Computed.Contains(text) ? version.Names.Find(Encoding.UTF8.GetBytes(OrderBatch.NameOf(text, version.Stored.Model.FeatureSet.Parts))) : FieldNames.Ignored;
        }
    }

    public void EndHeader()
    {
        _header.End();
        if (_header.Repeated.FirstOrDefault(IsUsed) is { } ambiguous) throw _header.Ambiguous(ambiguous);
        CheckColumns();

        bool IsUsed(string repeated) => _columns[_header.TryFind(repeated, out var index) ? index : 0] is not { Old: FieldNames.Ignored, New: FieldNames.Ignored };
    }

    public int FindOrAddColumn(string name) => _header.TryFind(name, out var column) ? column : AddColumn(name);

    public ICustomerPart BeginPart(int maxCustomers) => new ScoredPart(from, to, asOf, decimalSign, _columns, _unit);

    public void EndPart(ICustomerPart part)
    {
        var rows = (ScoredPart)part;
        if (rows.Refusal is { } refusal) throw refusal;
        memory.Take(rows.Customers.Sum(customer => BytesOfCustomer + (2L * sizeof(char) * customer.Id.Length)));
        foreach (var (line, id, old, now) in rows.Customers)
        {
            if (_places.Count == limits.MaxCustomers)
                throw new InvalidTableException(TableDefect.TooManyCustomers, $"The table has more than {limits.MaxCustomers} customers, the most that is allowed.");
            if (id.Length == 0)
                throw new InvalidTableException(TableDefect.MissingId, $"The customer in {_unit.Place(line)} has no id, by which it would be found in the other table; {IdsExpected()}.") { Line = line };
            if (!_places.TryAdd(id, _places.Count))
                throw new InvalidTableException(TableDefect.DuplicateCustomer, $"The customer '{Excerpt.Of(id)}' is there twice, the second time in {_unit.Place(line)}; each customer is expected once.") { Line = line };
            _oldSegments.Add(old);
            _newSegments.Add(now);
        }
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the table when it has been read.</summary>
    /// <exception cref="InvalidTableException">It has no customer, or lacks a column.</exception>
    public void End()
    {
        if (Count == 0) throw new InvalidTableException(TableDefect.NoCustomers, $"There is no customer in the table '{name}'; a line or an object for each is expected.");
        CheckColumns();
    }

    private static void Note(bool[] isRead, int field)
    {
        if (FieldNames.IsInput(field)) isRead[FieldNames.IsLoose(field) ? FieldNames.Loose(field) : field] = true;
    }

    private string IdsExpected()
    {
        string[] columns = [.. new[] { from, to }.Select(version => version.Stored.Model.FeatureSet.Parts.Id).OfType<string>().Distinct().Select(id => $"'{Excerpt.Of(id)}'")];
        return columns.Length == 0 ? "a column such as customer_id is expected" : $"the column {string.Join(" or ", columns)} is expected";
    }

    private void CheckColumns()
    {
        if (_columns.TrueForAll(column => column is { Old: not (FieldNames.Id or FieldNames.LooseId), New: not (FieldNames.Id or FieldNames.LooseId) }))
            throw new InvalidTableException(TableDefect.MissingId, $"The table '{name}' has no column of ids, by which customers are found in the other table; {IdsExpected()}.");
        Check(from, _isReadByOld);
        Check(to, _isReadByNew);

        void Check(ServedVersion version, bool[] isRead)
        {
            string[] missing = [.. version.Stored.Model.FeatureSet.Inputs.Where((_, input) => !isRead[input]).Select(input => input.Name)];
            if (missing.Length == 0) return;
            throw new InvalidTableException(
                TableDefect.MissingColumn,
                string.Create(CultureInfo.InvariantCulture, $"The table '{name}' lacks {Excerpt.Listed(missing, MostListed)}, which version {version.Stored.Version} reads. Both tables need the columns of both versions; a column may have empty cells."))
            {
                Column = missing[0],
            };
        }
    }
}

/// <summary>What a column is to two models, from <see cref="FieldNames.Find"/>.</summary>
/// <param name="Old">To the old one.</param>
/// <param name="New">To the new one.</param>
internal readonly record struct ScoredColumn(int Old, int New);
