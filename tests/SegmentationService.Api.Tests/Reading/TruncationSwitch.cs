using System.Runtime.CompilerServices;
using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>A process of the service starts in its own module; one of tests may compress before it gets there, and then it is too late.</summary>
internal static class TruncationSwitch
{
#pragma warning disable CA2255 // The module is run by a test host, not used as a library.
    [ModuleInitializer]
    internal static void Set() => ContentCoding.DetectTruncation();
#pragma warning restore CA2255
}
