using System.Collections;
using System.Reflection;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Data;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>Compares models and reports by every public property there is, so that one added to Core and forgotten by the store fails a test.</summary>
internal static class ModelAssert
{
    /// <summary>Asserts that two models and their reports are equal, numbers bit for bit.</summary>
    public static void Same(TrainedModel expected, TrainedModel actual)
    {
        Same(expected, actual, "trained");
        Assert.Equal(expected.Model.Fingerprint(), actual.Model.Fingerprint());
    }

    /// <summary>Asserts that a version is of an equal model and report.</summary>
    public static void Same(TrainedModel expected, StoredVersion actual) => Same(expected, new TrainedModel(actual.Model, actual.Report));

    /// <summary>Asserts that two versions are of equal models and reports.</summary>
    public static void Same(StoredVersion expected, StoredVersion actual) => Same(new TrainedModel(expected.Model, expected.Report), actual);

    private static void Same(object? expected, object? actual, string path)
    {
        if (expected is null || actual is null)
        {
            Assert.True(expected is null && actual is null, $"{path}: {expected ?? "null"} became {actual ?? "null"}");
            return;
        }

        switch (expected)
        {
            case double number:
                Assert.True(BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits((double)actual), $"{path}: {number:R} became {actual:R}");
                break;
            case FeatureMatrix matrix:
                SameMatrix(matrix, (FeatureMatrix)actual, path);
                break;
            case string or ValueType:
                Assert.True(expected.Equals(actual), $"{path}: '{expected}' became '{actual}'");
                break;
            case IEnumerable items:
                var (left, right) = (items.Cast<object?>().ToArray(), ((IEnumerable)actual).Cast<object?>().ToArray());
                Assert.True(left.Length == right.Length, $"{path}: {left.Length} items became {right.Length}");
                for (var i = 0; i < left.Length; i++) Same(left[i], right[i], $"{path}[{i}]");
                break;
            default:
                foreach (var property in expected.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                    Same(property.GetValue(expected), property.GetValue(actual), $"{path}.{property.Name}");
                break;
        }
    }

    private static void SameMatrix(FeatureMatrix expected, FeatureMatrix actual, string path)
    {
        Assert.Equal((expected.Count, expected.Features), (actual.Count, actual.Features));
        for (var i = 0; i < expected.Count; i++)
            for (var f = 0; f < expected.Features; f++)
                Assert.True(BitConverter.SingleToInt32Bits(expected[i, f]) == BitConverter.SingleToInt32Bits(actual[i, f]), $"{path}[{i}, {f}]: {expected[i, f]:R} became {actual[i, f]:R}");
    }
}
