namespace SegmentationService.Core.Tests.Exports;

/// <summary>A theory that Node runs; skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeTheoryAttribute : TheoryAttribute
{
    private static readonly string? Missing = ExternalProgram.Run("node", null, "--version") is null ? "Node.js is not installed." : null;

    public NodeTheoryAttribute() => Skip = Missing;
}
