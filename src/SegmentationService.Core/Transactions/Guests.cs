using System.Globalization;
using System.Text;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>Finds the ids that stand for all customers who are not known, and leaves out their purchases: they would make the best customer, who is none.</summary>
internal sealed class Guests
{
    /// <summary>An id stands out that has more purchases than so many times the next.</summary>
    private const int TimesTheNext = 3;

    private const int MostListed = 10;

    // An id with so large a share of the purchases is told of, whatever it is called.
    private const double LargeShare = 0.3;
    private const int FewestOrders = 10;
    private const int FewestCustomers = 4;

    private readonly OrderBook _orders;
    private readonly Utf8Index _ids = new();
    private readonly List<int> _counts = [];
    private readonly bool[] _isGuest;
    private readonly long _all;
    private readonly int _most = -1;
    private readonly int _secondMost;

    /// <summary>Looks through purchases. O(purchases).</summary>
    /// <param name="orders">The purchases.</param>
    /// <param name="given">The ids that the caller names; null finds them.</param>
    /// <param name="learned">Those of the log that a model was trained on; null where there is none, or it was not looked for.</param>
    public Guests(OrderBook orders, IReadOnlyList<string>? given, IReadOnlyList<string>? learned)
    {
        _orders = orders;
        for (var i = 0; i < orders.Count; i++)
        {
            if (orders[i].Lines == 0) continue;
            var customer = _ids.FindOrAdd(orders.Entry(i).Customer);
            if (customer == _counts.Count) _counts.Add(0);
            _counts[customer]++;
            _all++;
        }

        for (var i = 0; i < _counts.Count; i++)
        {
            if (_most < 0 || _counts[i] > _counts[_most]) (_secondMost, _most) = (_most < 0 ? 0 : _counts[_most], i);
            else _secondMost = Math.Max(_secondMost, _counts[i]);
        }

        var hasOne = _ids.Find("1"u8) >= 0 || _ids.Find("1.0"u8) >= 0;
        _isGuest = new bool[_counts.Count];
        for (var i = 0; i < _isGuest.Length; i++) _isGuest[i] = IsGuest(i, hasOne, given, learned);
    }

    /// <summary>The ids, in their order.</summary>
    public IReadOnlyList<string> Ids => [.. Enumerable.Range(0, _isGuest.Length).Where(i => _isGuest[i]).Select(Name).Order(StringComparer.Ordinal)];

    /// <summary>Leaves out their purchases. O(purchases).</summary>
    /// <param name="leftOut">Takes the lines.</param>
    public void LeaveOut(LeftOutLines leftOut)
    {
        var guests = Enumerable.Range(0, _isGuest.Length).Where(i => _isGuest[i]).OrderByDescending(i => _counts[i]).ThenBy(Name, StringComparer.Ordinal).ToArray();
        if (guests.Length == 0) return;
        for (var i = 0; i < _orders.Count; i++)
        {
            ref var order = ref _orders[i];
            if (order.Lines == 0 || !_isGuest[_ids.Find(_orders.Entry(i).Customer)]) continue;
            leftOut.Add(LeftOut.Guest, order);
            order.LeaveOut();
        }

        var listed = string.Join(", ", guests.Take(MostListed).Select(i => $"'{Excerpt.Of(_ids[i])}' has {Share(i)}"));
        leftOut.Explain(LeftOut.Guest, $"{listed}{(guests.Length > MostListed ? ", ..." : "")}. guests= names the ids that are left out so; guests=none counts each as one customer.");
    }

    /// <summary>A notice of an id that has so many of the purchases that it may be no single customer either.</summary>
    public IEnumerable<Notice> Notices(string column)
    {
        if (_most < 0 || _isGuest[_most] || _all < FewestOrders || _counts.Count < FewestCustomers || _counts[_most] <= LargeShare * _all || _counts[_most] <= TimesTheNext * _secondMost) yield break;
        yield return new Notice("customer_stands_out", column, $"'{Excerpt.Of(_ids[_most])}' in '{column}' has {Share(_most)}, the next customer {_secondMost}. If it stands for customers who are not known, guests={Excerpt.Of(_ids[_most])} leaves it out.");
    }

    private bool IsGuest(int index, bool hasOne, IReadOnlyList<string>? given, IReadOnlyList<string>? learned)
    {
        if (given is not null) return given.Contains(Name(index), StringComparer.OrdinalIgnoreCase);
        if (learned is not null) return learned.Contains(Name(index), StringComparer.OrdinalIgnoreCase) || GuestIds.Is(_ids[index], standsOut: false, hasOne: true);
        return GuestIds.Is(_ids[index], _counts[index] > TimesTheNext * (index == _most ? _secondMost : _counts[_most]) && _counts.Count > 1, hasOne);
    }

    private string Name(int index) => Encoding.UTF8.GetString(_ids[index]);

    private string Share(int index) => string.Create(CultureInfo.InvariantCulture, $"{_counts[index]} of {_all} purchases ({100.0 * _counts[index] / _all:0.#} %)");
}
