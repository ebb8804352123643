using System.Collections.Concurrent;

namespace SegmentationService.Benchmarks.Siege;

/// <summary>What was sent, what became of it, and what it cost.</summary>
internal sealed class SiegeLog
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>For each kind of request: how often it was sent, how large it is, how it ended and how long that took at most.</summary>
    public SortedDictionary<string, object> Figures => new(_entries.ToDictionary(entry => entry.Key, entry => entry.Value.Figures), StringComparer.Ordinal);

    /// <summary>Which requests ended how, each once.</summary>
    public IEnumerable<(string Name, string Outcome)> Outcomes => _entries.SelectMany(entry => entry.Value.Outcomes.Select(outcome => (entry.Key, outcome)));

    /// <summary>How many requests there were.</summary>
    public int Count => _entries.Values.Sum(entry => entry.Count);

    /// <summary>A request has ended.</summary>
    /// <param name="body">What was sent.</param>
    /// <param name="outcome">The status, or why there was none.</param>
    /// <param name="answered">The bytes that were answered.</param>
    /// <param name="time">How long it took.</param>
    public void Ended(SiegeBody body, string outcome, long answered, TimeSpan time) => _entries.GetOrAdd(body.Name, _ => new Entry(body.Bytes.Length)).Add(outcome, answered, time);

    private sealed class Entry(int bytes)
    {
        private readonly Lock _gate = new();
        private readonly SortedDictionary<string, int> _outcomes = new(StringComparer.Ordinal);
        private long _mostAnswered;
        private TimeSpan _longest;

        public int Count
        {
            get
            {
                lock (_gate) return _outcomes.Values.Sum();
            }
        }

        public IReadOnlyList<string> Outcomes
        {
            get
            {
                lock (_gate) return [.. _outcomes.Keys];
            }
        }

        public object Figures
        {
            get
            {
                lock (_gate) return new { sentBytes = bytes, mostAnsweredBytes = _mostAnswered, longest_s = Math.Round(_longest.TotalSeconds, 1), outcomes = new SortedDictionary<string, int>(_outcomes) };
            }
        }

        public void Add(string outcome, long answered, TimeSpan time)
        {
            lock (_gate)
            {
                _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
                _mostAnswered = Math.Max(_mostAnswered, answered);
                if (time > _longest) _longest = time;
            }
        }
    }
}
