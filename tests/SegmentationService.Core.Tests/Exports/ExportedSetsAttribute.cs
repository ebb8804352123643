using System.Reflection;
using Xunit.Sdk;

namespace SegmentationService.Core.Tests.Exports;

/// <summary>The sets that an export is compared on: the made-up customers everywhere, the others where shared/data is.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ExportedSetsAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        ((IEnumerable<string>)["made", "plain", "single", .. SharedData.Folder is null ? [] : ExportedSet.SharedNames]).Select(name => (object[])[name]);
}
