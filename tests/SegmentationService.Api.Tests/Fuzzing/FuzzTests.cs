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
/// A failure prints the request, made as small as it could be, and comes again with the same seed. The environment variable SEGMENTATION_FUZZ_INPUTS
/// makes the run longer, on all processors; SEGMENTATION_FUZZ_SEED gives it other inputs.
/// </remarks>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int InputsOfSuite = 600;
    private const int SeedOfSuite = 20260131;
    private const int WorkersPerProcessor = 2;

    /// <summary>An input that takes longer is a hang. Generous: they take milliseconds.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    private static readonly int Inputs = Setting("SEGMENTATION_FUZZ_INPUTS", InputsOfSuite);
    private static readonly int Seed = Setting("SEGMENTATION_FUZZ_SEED", SeedOfSuite);

    [Fact]
    public async Task Anything_Posted_EndsAsAnswerOrProblem()
    {
        // More than processors: each waits now and then for the disk, and for threads of the service.
        var workers = Inputs > InputsOfSuite ? WorkersPerProcessor * Environment.ProcessorCount : 1;
        var services = Enumerable.Range(0, workers).Select(_ => new FuzzedService()).ToArray();
        var start = Stopwatch.GetTimestamp();
        var runs = services.Select((service, worker) => Task.Factory.StartNew(
            () => Run(service, worker, (Inputs + workers - 1) / workers), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        var left = runs.ToHashSet();
        while (left.Count > 0)
        {
            // The first failure ends the test.
            var ended = await Task.WhenAny([.. left, Task.Delay(Hang / 10)]);
            await ended;
            left.Remove(ended);
            foreach (var service in services)
                if (service.UnderWay is var (input, since) && Stopwatch.GetElapsedTime(since) > Hang)
                    Assert.Fail($"No end after {Hang} of {input}");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Inputs} inputs on {workers} threads, {Inputs / Stopwatch.GetElapsedTime(start).TotalSeconds:0} a second"));
        foreach (var service in services)
        {
            service.CheckEnd();
            service.Dispose();
        }
    }

    private static void Run(FuzzedService service, int worker, int inputs)
    {
        var anything = Arb.From(Gen.Choose(0, int.MaxValue).Select(FuzzInputs.Make), input => input.Shrink());
        var replay = FSharpOption<Replay>.Some(new Replay(new Rnd((ulong)Seed, (ulong)((2 * worker) + 1)), FSharpOption<int>.None));
        Prop.ForAll(anything, service.Check).Check(Config.QuickThrowOnFailure.WithMaxTest(inputs).WithReplay(replay));
        service.Rest();
    }

    private static int Setting(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
