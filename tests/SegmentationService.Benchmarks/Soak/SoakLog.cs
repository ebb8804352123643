using System.Collections.Concurrent;

namespace SegmentationService.Benchmarks.Soak;

/// <summary>What was answered, and whether all of it agrees.</summary>
internal sealed class SoakLog
{
    private const int MostKept = 20;

    private readonly ConcurrentDictionary<string, int> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Model, int Version), int> _tables = [];
    private readonly ConcurrentDictionary<(string Model, int Version, string Question), string> _said = [];
    private readonly ConcurrentQueue<string> _wrong = [];
    private readonly ConcurrentBag<double> _predictions = [];
    private long _lastFull = long.MinValue / 2;
    private volatile bool _isFull;
    private int _checked;

    /// <summary>How many answers of each kind there were: the call, the status and the type of the problem.</summary>
    public SortedDictionary<string, int> Answers => new(_answers, StringComparer.Ordinal);

    /// <summary>What must not be; empty when all is well.</summary>
    public IReadOnlyCollection<string> Wrong => [.. _wrong.Take(MostKept)];

    public int Checked => _checked;

    public int Versions => _said.Keys.Select(key => (key.Model, key.Version)).Distinct().Count();

    /// <summary>Whether the disk of the store is full, or was a moment ago.</summary>
    public bool DiskIsFull
    {
        get => _isFull || Environment.TickCount64 - _lastFull < 2000;
        set => (_isFull, _lastFull) = (value, Environment.TickCount64);
    }

    public void Predicted(double milliseconds) => _predictions.Add(milliseconds);

    /// <summary>The time that a share of the predictions did not exceed, in milliseconds.</summary>
    public double PredictPercentile(double share) => Math.Round(_predictions.Order().ElementAt((int)(share * (_predictions.Count - 1))), 2);

    public void Answered(string call, int status, string? problem) => _answers.AddOrUpdate($"{call} {status}{(problem is null ? "" : $" {problem}")}", 1, (_, count) => count + 1);

    public void IsWrong(string what)
    {
        if (_wrong.Count < MostKept) _wrong.Enqueue(what);
    }

    /// <summary>A version was made of a table.</summary>
    public void Trained(string model, int version, int table)
    {
        if (!_tables.TryAdd((model, version), table)) IsWrong($"Version {version} of {model} was given twice.");
    }

    /// <summary>A version has answered a question: it must always say the same.</summary>
    public void Said(string model, int version, string question, string answer)
    {
        Interlocked.Increment(ref _checked);
        var before = _said.GetOrAdd((model, version, question), answer);
        if (before != answer) IsWrong($"Version {version} of {model} said of {question}: {before} and {answer}");
    }

    /// <summary>All versions that were made of one table must say the same.</summary>
    public void CheckTables()
    {
        var bySameTable = _said.Where(said => _tables.ContainsKey((said.Key.Model, said.Key.Version)))
            .GroupBy(said => (Table: _tables[(said.Key.Model, said.Key.Version)], said.Key.Question));
        foreach (var same in bySameTable.Where(same => same.Select(said => said.Value).Distinct().Count() > 1))
            IsWrong($"Trained on the same table {same.Key.Table}, but of {same.Key.Question} they say {string.Join(" and ", same.Select(said => said.Value).Distinct().Take(2))}");
    }
}
