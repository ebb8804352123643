using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Exports;

/// <summary>Says what <see cref="FeatureSet.Compute"/> and <see cref="Feature.Prepare"/> do with a customer as a tree of steps: the same operations in the same order, so that the bits are the same, too.</summary>
internal static class FeatureSteps
{
    /// <summary>The steps from the inputs to a coordinate, which is what comes out rounded to a float.</summary>
    /// <param name="features">All features.</param>
    /// <param name="f">0-based feature.</param>
    public static PreparationStep Of(FeatureSet features, int f)
    {
        var feature = features.Features[f];
        var value = Value(features, f);
        if (feature.Transform != Transform.None) value = new LogStep(value);
        if (feature.LowerFence is { } lower) value = PreparationStep.Max(value, lower);
        if (feature.UpperFence is { } upper) value = PreparationStep.Min(value, upper);
        if (feature.Center != 0) value = new JoinStep(StepOperator.Subtract, value, feature.Center);
        if (feature.Scale != 1) value = new JoinStep(StepOperator.Divide, value, feature.Scale);
        return MayBeFar(feature) ? Within(value, Feature.MaxCoordinate) : value;
    }

    private static PreparationStep Value(FeatureSet features, int f)
    {
        if (features.EncodedValue(f) is var (encoded, text)) return new TextStep(encoded, features.Inputs[encoded].Values!.Names[text]);
        if (features.OwnInput(f) is >= 0 and var input) return new ColumnStep(input, features.Inputs[input].Median);
        var made = Of(features.FormulaOf(f)!, features);
        return IsFenced(features.Features[f]) ? made : Within(made, Cell.MaxMagnitude);
    }

    private static PreparationStep Of(Expression expression, FeatureSet features) => expression switch
    {
        Constant constant => constant.Value,
        Input input => Of(input, features),
        Operation operation => new JoinStep(
            operation.Operator switch
            {
                BinaryOperator.Add => StepOperator.Add,
                BinaryOperator.Multiply => StepOperator.Multiply,
                BinaryOperator.Divide => StepOperator.Divide,
                _ => StepOperator.Max,
            },
            Of(operation.Left, features),
            Of(operation.Right, features)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static PreparationStep Of(Input input, FeatureSet features)
    {
        var index = features.IndexOf(input.Column);
        var value = new ColumnStep(index, features.Inputs[index].Median);
        return double.IsNegativeInfinity(input.Least) ? value : PreparationStep.Max(value, input.Least);
    }

    private static PreparationStep Within(PreparationStep value, double size) => PreparationStep.Max(PreparationStep.Min(value, size), -size);

    /// <summary>Whether both fences lie where values of <see cref="Cell.MaxMagnitude"/> are clipped as larger ones are: then those need no limit of their own.</summary>
    private static bool IsFenced(Feature feature) =>
        feature.LowerFence > feature.Transform.Apply(-Cell.MaxMagnitude) && feature.UpperFence < feature.Transform.Apply(Cell.MaxMagnitude);

    private static bool MayBeFar(Feature feature)
    {
        var largest = feature.Value is null ? Cell.MaxMagnitude : 1;
        return IsFar(feature, -largest) || IsFar(feature, largest);
    }

    private static bool IsFar(Feature feature, double value) =>
        !(Math.Abs((feature.Clip(feature.Transform.Apply(value)) - feature.Center) / feature.Scale) <= Feature.MaxCoordinate);
}
