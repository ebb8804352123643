using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Xunit.Abstractions;

namespace SegmentationService.Api.Tests.Fuzzing;

/// <summary>
/// Parsers and bytes: those of a small corpus, found by coverage, each time; others for as long as SEGMENTATION_FUZZ_SECONDS says, led by coverage where SharpFuzz has instrumented
/// the assemblies. New ones that show something are kept in the folder SEGMENTATION_FUZZ_CORPUS.
/// </summary>
public sealed class ParserFuzzTests(ITestOutputHelper output)
{
    /// <summary>More than any of these inputs needs, and far less than what would harm.</summary>
    private const long MostBytes = 512L << 20;

    private const int LongestKept = 4_096;

    /// <summary>An input that takes longer is a hang. Generous: they take milliseconds.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    private static readonly string Corpus = Path.Combine(AppContext.BaseDirectory, "Fuzzing", "corpus");

    public static TheoryData<string> Targets => [.. ParserTargets.Names];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Corpus_Read_EndsAsATableOrARefusal(string target)
    {
        var refused = Inputs(target).Select(bytes => Run(target, bytes)).ToArray();

        Assert.Contains(refused, refusal => refusal is null); // a parser that refuses all is seen at its door only
    }

    [Fact]
    public void Anything_Read_EndsAsATableOrARefusal()
    {
        if (Environment.GetEnvironmentVariable("SEGMENTATION_FUZZ_SECONDS") is not { Length: > 0 } seconds) return;
        var names = Environment.GetEnvironmentVariable("SEGMENTATION_FUZZ_TARGET") is { Length: > 0 } one ? [one] : ParserTargets.Names.ToArray();
        var each = TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture) / names.Length);
        foreach (var target in names) Fuzz(target, each);
    }

    private void Fuzz(string target, TimeSpan time)
    {
        var coverage = new CoverageMap();
        var mutations = new FuzzMutations(20260131);
        var random = new Random(1);
        var inputs = Inputs(target).ToList();
        foreach (var input in inputs)
        {
            CoverageMap.Begin();
            Run(target, input);
            coverage.ShowsSomethingNew();
        }

        var (begin, count, first) = (Stopwatch.GetTimestamp(), 0L, inputs.Count);
        for (; Stopwatch.GetElapsedTime(begin) < time; count++)
        {
            // Those found last are changed most.
            var chosen = random.Next(3) == 0 ? inputs[^(1 + random.Next(Math.Min(inputs.Count, 8)))] : inputs[random.Next(inputs.Count)];
            var input = mutations.Mutate(chosen, inputs[random.Next(inputs.Count)]);
            CoverageMap.Begin();
            Run(target, input);
            if (!coverage.ShowsSomethingNew()) continue;
            inputs.Add(input);
            if (input.Length <= LongestKept) Keep(target, input);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target}: {count} inputs, {inputs.Count - first} show something new, {coverage.Seen} branches"));
    }

    /// <summary>Runs a parser; a failure names the input.</summary>
    private static string? Run(string target, byte[] input)
    {
        var before = GC.GetTotalAllocatedBytes();
        var begin = Stopwatch.GetTimestamp();
        string? refusal;
        try
        {
            refusal = ParserTargets.Run(target, input);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{target} of {Convert.ToBase64String(input)}", e);
        }

        Assert.True(GC.GetTotalAllocatedBytes() - before < MostBytes, $"{target} allocates {GC.GetTotalAllocatedBytes() - before} bytes for {Convert.ToBase64String(input)}");
        Assert.True(Stopwatch.GetElapsedTime(begin) < Hang, $"{target} takes {Stopwatch.GetElapsedTime(begin)} for {Convert.ToBase64String(input)}");
        return refusal;
    }

    private static IEnumerable<byte[]> Inputs(string target) => Directory.EnumerateFiles(Path.Combine(Corpus, target)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    private static void Keep(string target, byte[] input)
    {
        if (Environment.GetEnvironmentVariable("SEGMENTATION_FUZZ_CORPUS") is not { Length: > 0 } corpus) return;
        var folder = Directory.CreateDirectory(Path.Combine(corpus, target)).FullName;
        File.WriteAllBytes(Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(input))[..16]), input);
    }
}
