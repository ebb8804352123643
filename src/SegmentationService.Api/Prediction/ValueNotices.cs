using System.Runtime.InteropServices;
using SegmentationService.Core.Features;

namespace SegmentationService.Api.Prediction;

/// <summary>
/// What is said of the values of each customer of a batch: of those that are missing one notice, and of those unknown to encoded columns another, however many there are. So an
/// answer stays as short as it is for a model of few inputs. For one thread.
/// </summary>
/// <param name="prepared">The answers of the version.</param>
internal sealed class ValueNotices(PreparedAnswers prepared)
{
    /// <summary>Customers that lack several values mostly lack the same ones.</summary>
    private const int MostKept = 256;

    private readonly Dictionary<(bool AreMissing, Inputs Inputs), PreparedNotice> _several = [];

    /// <summary>Adds what is said of the values of a customer.</summary>
    /// <param name="inputs">A value for each input, NaN where it is missing.</param>
    /// <param name="number">Of the customer, from 1.</param>
    /// <param name="since">For each input the first customer that could have it: what no customer before that has is said of all of them at once.</param>
    /// <param name="notices">Takes the notices.</param>
    public void Add(ReadOnlySpan<double> inputs, long number, ReadOnlySpan<long> since, List<PreparedNotice> notices)
    {
        var (missing, unknown) = (default(Inputs), default(Inputs));
        for (var i = 0; i < inputs.Length; i++)
        {
            if (double.IsNaN(inputs[i]))
            {
                if (number >= since[i]) missing.Take(i);
            }
            else if (inputs[i] == CategoryValues.Unknown && prepared.IsEncoded(i)) unknown.Take(i);
        }

        if (missing.Count > 0) notices.Add(missing.Count == 1 ? prepared.Missing(missing.First) : Several(areMissing: true, missing));
        if (unknown.Count > 0) notices.Add(unknown.Count == 1 ? prepared.Unknown(unknown.First) : Several(areMissing: false, unknown));
    }

    private PreparedNotice Several(bool areMissing, Inputs inputs)
    {
        if (_several.Count == MostKept) _several.Clear();
        ref var notice = ref CollectionsMarshal.GetValueRefOrAddDefault(_several, (areMissing, inputs), out _);
        return notice ??= areMissing ? prepared.SeveralMissing(inputs.Named, inputs.Count) : prepared.SeveralUnknown(inputs.Named, inputs.Count);
    }

    /// <summary>The first of some inputs, and how many there are.</summary>
    private record struct Inputs(int Count, int First, int Second, int Third)
    {
        /// <summary>Those that are named.</summary>
        public readonly int[] Named => Count switch
        {
            1 => [First],
            2 => [First, Second],
            _ => [First, Second, Third],
        };

        public void Take(int input)
        {
            if (Count == 0) First = input;
            else if (Count == 1) Second = input;
            else if (Count == 2) Third = input;
            Count++;
        }
    }
}
