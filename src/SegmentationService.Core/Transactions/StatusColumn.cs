using System.Text;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>
/// The values of the column that says what became of an order, or what happened, with how many lines each has; and which of them count as purchases.
/// </summary>
/// <param name="countStatus">The values that count, as the caller says; null leaves out those that mean no purchase.</param>
internal sealed class StatusColumn(IReadOnlyList<string>? countStatus)
{
    /// <summary>A column with more values is none of states.</summary>
    private const int MostValues = 60;

    /// <summary>Values beyond these are no longer counted, only judged.</summary>
    private const int MostCounted = 4096;

    private const int MostListed = 20;

    private const int LongestValue = 100;

    private readonly Utf8Index _values = new();
    private readonly List<Value> _known = [];
    private long _blank;

    /// <summary>Takes the value of a line.</summary>
    /// <param name="cell">UTF-8, trimmed, not empty.</param>
    /// <param name="isFlag">Whether the name of the column says that it tells, by yes or no, whether something was taken back.</param>
    /// <returns>What the value means; by the caller's list, whether it is in it.</returns>
    public StatusMeaning Take(ReadOnlySpan<byte> cell, bool isFlag)
    {
        if (cell.Length > LongestValue) return StatusMeaning.Unknown;
        var index = _values.Find(cell);
        if (index < 0)
        {
            if (_values.Count == MostCounted) return Meaning(Encoding.UTF8.GetString(cell), isFlag);
            index = _values.FindOrAdd(cell);
            var text = Encoding.UTF8.GetString(cell);
            _known.Add(new Value(text, Meaning(text, isFlag), 0));
        }

        _known[index] = _known[index] with { Lines = _known[index].Lines + 1 };
        return _known[index].Meaning;
    }

    /// <summary>Takes a line without a value.</summary>
    public void TakeBlank() => _blank++;

    /// <summary>Adds the values of lines that follow.</summary>
    public void Append(StatusColumn part)
    {
        _blank += part._blank;
        for (var i = 0; i < part._known.Count; i++)
        {
            var value = part._known[i];
            var index = _values.FindOrAdd(part._values[i]);
            if (index == _known.Count) _known.Add(value);
            else _known[index] = _known[index] with { Lines = _known[index].Lines + value.Lines };
        }
    }

    /// <summary>Decides, once all lines are read.</summary>
    /// <param name="isStatus">Whether the name of the column says that it holds states; else its values have to.</param>
    /// <param name="isEvent">Whether the name says that it holds events: then, where one of them is a purchase, nothing else is.</param>
    public StatusDecision Decide(bool isStatus, bool isEvent)
    {
        var onlyPurchases = countStatus is null && isEvent && _known.Exists(value => StatusWords.IsPurchaseEvent(value.Text));
        var isOne = countStatus is not null || onlyPurchases || _known.Exists(value => value.Meaning == StatusMeaning.NoPurchase)
            || (_known.Count <= MostValues && (isStatus || _known.Exists(value => value.Meaning == StatusMeaning.Purchase)));
        var values = _known.OrderByDescending(value => value.Lines).ThenBy(value => value.Text, StringComparer.Ordinal).Select(value => (value.Text, value.Lines, Counts: Counts(value, onlyPurchases))).ToArray();
        return new StatusDecision(isOne, onlyPurchases, [.. values.Where(value => value.Counts).Select(value => value.Text)], Listed(true), Listed(false), _known.Exists(value => value.Meaning == StatusMeaning.Unknown));

        string Listed(bool counts)
        {
            var some = values.Where(value => value.Counts == counts).ToArray();
            return string.Join(", ", some.Take(MostListed).Select(value => $"'{Excerpt.Of(value.Text)}' {value.Lines}")) + (some.Length > MostListed ? ", ..." : "");
        }
    }

    private static bool Counts(Value value, bool onlyPurchases) => onlyPurchases ? StatusWords.IsPurchaseEvent(value.Text) : value.Meaning != StatusMeaning.NoPurchase;

    private StatusMeaning Meaning(string text, bool isFlag)
    {
        if (countStatus is null) return isFlag ? StatusWords.OfFlag(text) : StatusWords.Of(text);
        return countStatus.Contains(text, StringComparer.OrdinalIgnoreCase) ? StatusMeaning.Purchase : StatusMeaning.NoPurchase;
    }

    private readonly record struct Value(string Text, StatusMeaning Meaning, long Lines);
}

/// <summary>Which values of a status column count.</summary>
/// <param name="IsStatus">Whether the column is one of states or events at all.</param>
/// <param name="OnlyPurchases">Whether only the events that name a purchase count.</param>
/// <param name="Counting">The values that count.</param>
/// <param name="CountingListed">These with their lines, in words.</param>
/// <param name="LeftOutListed">The others with their lines, in words; empty where there are none.</param>
/// <param name="HasUnknown">Whether there are values that say nothing that is known.</param>
internal sealed record StatusDecision(bool IsStatus, bool OnlyPurchases, IReadOnlyList<string> Counting, string CountingListed, string LeftOutListed, bool HasUnknown)
{
    /// <summary>Whether a value counts that <see cref="StatusColumn.Take"/> has not found to mean no purchase.</summary>
    /// <param name="value">UTF-8; empty where a line has none.</param>
    public bool Counts(ReadOnlySpan<byte> value) => !OnlyPurchases || StatusWords.IsPurchaseEvent(Encoding.UTF8.GetString(value));
}
