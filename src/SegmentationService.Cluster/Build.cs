using System.Reflection;
using SegmentationService.Core;

namespace SegmentationService.Cluster;

/// <summary>Names the build of the program: replicas of another one may calculate other bits, and they refuse each other's questions.</summary>
internal static class Build
{
    /// <summary>The version, and what the compiler made of Core: the same for the same image.</summary>
    public static string Name { get; } = Of(typeof(Parallelism).Assembly);

    private static string Of(Assembly core) => $"{core.GetName().Version} ({core.ManifestModule.ModuleVersionId.ToString("N")[..8]})";
}
