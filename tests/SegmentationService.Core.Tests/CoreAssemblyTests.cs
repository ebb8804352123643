using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests;

/// <summary>Protects the direction of dependencies: Core knows nothing of the web, of logging or of configuration.</summary>
public sealed class CoreAssemblyTests
{
    [Theory]
    [InlineData("Microsoft.AspNetCore")]
    [InlineData("Microsoft.Extensions")]
    [InlineData("System.Net")]
    [InlineData("Orleans")]
    [InlineData("Serilog")]
    [InlineData("CsvHelper")]
    public void References_OfCore_HoldNothingOfTheEdge(string edge) =>
        Assert.DoesNotContain(typeof(SegmentTrainer).Assembly.GetReferencedAssemblies(), assembly => assembly.Name!.StartsWith(edge, StringComparison.Ordinal));
}
