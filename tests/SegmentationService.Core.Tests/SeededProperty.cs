using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace SegmentationService.Core.Tests;

/// <summary>FsCheck with a fixed seed: a failure on one machine is a failure on every machine.</summary>
internal static class SeededProperty
{
    /// <summary>Checks that the assertion holds for values of the generator.</summary>
    public static void Holds<T>(Gen<T> values, Action<T> assertion, int tests = 300)
    {
        var replay = FSharpOption<Replay>.Some(new Replay(new Rnd(20240229, 7), FSharpOption<int>.None));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests).WithReplay(replay), Prop.ForAll(values.ToArbitrary(), assertion));
    }
}
