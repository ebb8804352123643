using System.Diagnostics;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Xunit.Abstractions;

namespace SegmentationService.Api.Tests.Fuzzing;

/// <summary>
/// Whatever is sent to /train, /predict and /predict/batch ends as a success or as a problem that has a type: never as an error of the service, a hang,
/// NaN or infinity, a stored version of a refused request, or a model whose customers are other than its predictions.
/// </summary>
/// <remarks>
/// A failure prints the request, made as small as it could be, and repeats with the same seed. The environment variable SEGMENTATION_FUZZ_INPUTS makes the
/// run longer, on all processors; SEGMENTATION_FUZZ_SEED gives it other inputs.
/// </remarks>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int InputsOfSuite = 600;
    private const int SeedOfSuite = 20260131;

    private static readonly int Inputs = Setting("SEGMENTATION_FUZZ_INPUTS", InputsOfSuite);
    private static readonly int Seed = Setting("SEGMENTATION_FUZZ_SEED", SeedOfSuite);

    [Fact]
    public void Anything_Posted_EndsAsAnswerOrProblem()
    {
        var workers = Inputs == InputsOfSuite ? 1 : Environment.ProcessorCount;
        var start = Stopwatch.GetTimestamp();
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, worker => Run(worker, (Inputs + workers - 1) / workers));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Inputs} inputs on {workers} workers: {Inputs / Stopwatch.GetElapsedTime(start).TotalSeconds:0} a second"));
    }

    private static void Run(int worker, int inputs)
    {
        using var service = new FuzzedService();
        var anything = Arb.From(Gen.Choose(0, int.MaxValue).Select(FuzzInputs.Make), input => input.Shrink());
        var replay = FSharpOption<Replay>.Some(new Replay(new Rnd((ulong)Seed, (ulong)((2 * worker) + 1)), FSharpOption<int>.None));
        Prop.ForAll(anything, service.Check).Check(Config.QuickThrowOnFailure.WithMaxTest(inputs).WithReplay(replay));
        service.CheckEnd();
    }

    private static int Setting(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
