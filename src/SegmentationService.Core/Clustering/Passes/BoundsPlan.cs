namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// Decides for each pass of a run whether bounds are worth their cost, and when points are to be sorted. It goes by counts
/// (<see cref="PassWork"/>) and forecasts, not by the clock: a run takes the same course each time, on any number of threads.
/// </summary>
/// <param name="clusters">k.</param>
/// <param name="blocks">The blocks of the points.</param>
internal sealed class BoundsPlan(int clusters, int blocks)
{
    /// <summary>What sorting costs for each block, as <see cref="PassWork.Cost"/> counts.</summary>
    private const double CostOfSorting = 160;

    /// <summary>From so many clusters on a pass costs so much that the memory of sorted points is worth it.</summary>
    private const int ManyClusters = 48;

    /// <summary>Bounds are begun where a pass with them is forecast to cost at most this share of one without.</summary>
    private const double WorthBeginning = 0.7;

    private readonly double _plain = PassWork.Plain(blocks, clusters).Cost / blocks;
    private int _nextForecast;
    private int _passes;
    private double _cost;
    private double _least;
    private double _excess;

    /// <summary>Whether the next pass measures bounds, and lets blocks rest that have some.</summary>
    public bool UsesBounds { get; private set; }

    /// <summary>Whether points are sorted when bounds are begun.</summary>
    public bool Sorts => SortsWith(clusters);

    /// <summary>Whether points are sorted where there are so many clusters.</summary>
    public static bool SortsWith(int clusters) => clusters >= ManyClusters;

    /// <summary>Begins a run.</summary>
    public void Begin() => (UsesBounds, _nextForecast) = (false, 0);

    /// <summary>Whether a forecast is wanted after a pass without bounds: seldom, as it costs a small part of a pass.</summary>
    /// <param name="iteration">The number of the pass, from 1.</param>
    public bool WantsForecast(int iteration) => !UsesBounds && iteration >= _nextForecast;

    /// <summary>Begins with bounds if that pays, should as many passes follow as there were.</summary>
    /// <param name="iteration">The number of the pass, from 1.</param>
    /// <param name="forecast">The cost of a pass with bounds for each block.</param>
    public void Consider(int iteration, double forecast)
    {
        // The next pass measures all blocks.
        var toBegin = PassWork.BoundedBlock(clusters).Cost - _plain + (Sorts ? CostOfSorting : 0);
        UsesBounds = forecast <= WorthBeginning * _plain && iteration * (_plain - forecast) >= toBegin;
        if (UsesBounds) Count(from: -1);
        else _nextForecast = iteration + Math.Max(2, iteration / 4);
    }

    /// <summary>
    /// After a pass with bounds: whether the points are to be sorted. They are when bounds begin, and again when the passes since then have cost as
    /// much more than the best of them as sorting does. Bounds that cost more than they save are given up for half as many passes as there were.
    /// </summary>
    /// <param name="iteration">The number of the pass, from 1.</param>
    /// <param name="work">What it did.</param>
    public bool SortsAfter(int iteration, PassWork work)
    {
        if (++_passes == 0) return Sorts;
        var cost = work.Cost / blocks;
        _cost += cost;
        _least = Math.Min(_least, cost);
        _excess += cost - _least;
        var isWorn = Sorts && _excess >= CostOfSorting;
        if (_cost + (isWorn ? CostOfSorting : 0) > _passes * _plain)
        {
            UsesBounds = false;
            _nextForecast = iteration + Math.Max(4, iteration / 2);
            return false;
        }

        if (isWorn) Count(from: 0);
        return isWorn;
    }

    private void Count(int from) => (_passes, _cost, _least, _excess) = (from, 0, double.PositiveInfinity, 0);
}
