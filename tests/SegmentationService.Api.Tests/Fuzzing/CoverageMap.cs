using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace SegmentationService.Api.Tests.Fuzzing;

/// <summary>
/// Which branches were taken, and about how often, as SharpFuzz counts them in assemblies that it has instrumented: the map of AFL (Zalewski 2013). In others nothing counts, and no
/// input shows anything new.
/// </summary>
internal sealed unsafe class CoverageMap
{
    private const int Size = 1 << 16;

    /// <summary>For good: assemblies that are instrumented count wherever they run.</summary>
    private static readonly byte* Map = (byte*)NativeMemory.AllocZeroed(Size);

    private readonly byte[] _seen = new byte[Size];

    /// <summary>The branches, each as often as it counts apart.</summary>
    public int Seen { get; private set; }

    /// <summary>Gives the counts their room, without which the first line of an instrumented assembly would end the process.</summary>
    public static void Open() => Trace.SharedMem = Map;

    /// <summary>Forgets what the last input did.</summary>
    public static void Begin()
    {
        new Span<byte>(Map, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether the input has taken a branch that none before had, or much more often.</summary>
    public bool ShowsSomethingNew()
    {
        var isNew = false;
        for (var place = 0; place < Size; place++)
        {
            if (Map[place] == 0) continue;
            var often = (byte)(1 << Math.Min(7, (int)Math.Log2(Map[place])));
            if ((_seen[place] & often) != 0) continue;
            _seen[place] |= often;
            Seen++;
            isNew = true;
        }

        return isNew;
    }
}
