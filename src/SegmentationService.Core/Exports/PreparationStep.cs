namespace SegmentationService.Core.Exports;

/// <summary>
/// A step of the arithmetic that makes a coordinate of the values of a customer, as a tree. Whatever a model holds of preparation is said in these six nodes, so a format is written by
/// whoever can write six nodes in it. All numbers are IEEE doubles, and every step but the logarithm rounds once.
/// </summary>
public abstract record PreparationStep
{
    private protected PreparationStep()
    {
    }

    /// <summary>A number.</summary>
    /// <param name="value">Finite.</param>
    public static implicit operator PreparationStep(double value) => new NumberStep(value);

    /// <summary>The larger of two.</summary>
    public static PreparationStep Max(PreparationStep left, PreparationStep right) => new JoinStep(StepOperator.Max, left, right);

    /// <summary>The smaller of two.</summary>
    public static PreparationStep Min(PreparationStep left, PreparationStep right) => new JoinStep(StepOperator.Min, left, right);
}

/// <summary>A number.</summary>
/// <param name="Value">Finite.</param>
public sealed record NumberStep(double Value) : PreparationStep;

/// <summary>The value of a column of numbers or days.</summary>
/// <param name="Input">0-based input.</param>
/// <param name="Median">What a customer without a value takes.</param>
public sealed record ColumnStep(int Input, double Median) : PreparationStep;

/// <summary>1 for customers with a text in an encoded column, 0 for all others, also those without any.</summary>
/// <param name="Input">0-based input.</param>
/// <param name="Text">The text.</param>
public sealed record TextStep(int Input, string Text) : PreparationStep
{
    /// <summary>Whether the text is <c>true</c> or <c>false</c> in letters of any case, which then are the same.</summary>
    public bool IsFlag { get; } = Text.Equals("true", StringComparison.OrdinalIgnoreCase) || Text.Equals("false", StringComparison.OrdinalIgnoreCase);
}

/// <summary>sign(x) ln(1 + |x|), exact also where x is small.</summary>
/// <param name="Of">x.</param>
public sealed record LogStep(PreparationStep Of) : PreparationStep;

/// <summary>Two steps joined.</summary>
/// <param name="Operator">How.</param>
/// <param name="Left">The first.</param>
/// <param name="Right">The second.</param>
public sealed record JoinStep(StepOperator Operator, PreparationStep Left, PreparationStep Right) : PreparationStep
{
    /// <summary>Whether it is a quotient whose divisor may be 0: then it is 0.</summary>
    public bool MayDivideByZero => Operator == StepOperator.Divide && Right is not NumberStep { Value: not 0 };
}

/// <summary>What is done with two numbers.</summary>
public enum StepOperator
{
    /// <summary>The sum.</summary>
    Add,

    /// <summary>The first without the second.</summary>
    Subtract,

    /// <summary>The product.</summary>
    Multiply,

    /// <summary>The first divided by the second; 0 where the second is 0.</summary>
    Divide,

    /// <summary>The smaller one.</summary>
    Min,

    /// <summary>The larger one.</summary>
    Max,
}
