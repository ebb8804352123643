using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects that a model trained on one machine is, byte for byte, the model trained on another.</summary>
public sealed class VectorWidthTests
{
    /// <summary>What this process gets, as it is: the other ones are compared with it.</summary>
    private static readonly Lazy<string> OnTwoThreads = new(() => FingerprintProgram.Fingerprints(threads: 2));

    [Theory]
    [InlineData("DOTNET_EnableAVX512", "0")] // At most Lane256
    [InlineData("DOTNET_EnableAVX2", "0")] // At most Lane128, and no fused multiply-add in hardware
    [InlineData("DOTNET_EnableHWIntrinsic", "0")] // Lane1, and everything in software
    [InlineData("DOTNET_TieredPGO", "0")] // Other optimisations of the same code
    public void Train_ProcessorThatCanLess_SameModelAndScores(string variable, string value) =>
        Assert.Equal(OnTwoThreads.Value, FingerprintsOfProcessWith(variable, value));

    [Fact]
    public void Train_OneTwoOrEightThreads_SameModelsAndScores()
    {
        var alone = FingerprintProgram.Fingerprints(threads: 1);

        Assert.Equal(alone, OnTwoThreads.Value);
        Assert.Equal(alone, FingerprintProgram.Fingerprints(threads: 8));
    }

    private static string FingerprintsOfProcessWith(string variable, string value)
    {
        var start = new ProcessStartInfo(Host())
        {
            ArgumentList = { "exec", typeof(VectorWidthTests).Assembly.Location },
            RedirectStandardOutput = true,
            Environment = { [variable] = value },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }

    /// <summary>The dotnet that runs this test: three folders above its runtime.</summary>
    private static string Host()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
    }
}
