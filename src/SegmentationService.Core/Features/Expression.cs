using System.Diagnostics;
using System.Globalization;

namespace SegmentationService.Core.Features;

/// <summary>
/// Arithmetic over the columns of a customer, as a tree: it is computed by an <see cref="ExpressionProgram"/>, shown by <see cref="ToString"/>, and can
/// be written in any language that has IEEE doubles: every operation rounds once, so the bits are the same everywhere.
/// </summary>
public abstract record Expression
{
    private protected Expression()
    {
    }

    /// <summary>The columns that it is made of, in the order in which they stand; one that stands twice is given twice.</summary>
    public IEnumerable<string> Columns => this switch
    {
        Input input => [input.Column],
        Operation operation => operation.Left.Columns.Concat(operation.Right.Columns),
        _ => [],
    };

    /// <summary>The columns that something is divided by as they are. There the value jumps where such a column is 0, since a quotient by 0 is 0; in any other column of which it is made once it is monotone.</summary>
    public IEnumerable<string> Divisors => this switch
    {
        Operation { Operator: BinaryOperator.Divide, Right: Input { Least: <= 0 } divisor } quotient => quotient.Left.Divisors.Append(divisor.Column),
        Operation operation => operation.Left.Divisors.Concat(operation.Right.Divisors),
        _ => [],
    };

    /// <summary>A number.</summary>
    /// <param name="value">Finite.</param>
    public static implicit operator Expression(double value) => new Constant(value);

    /// <summary>A sum.</summary>
    public static Expression operator +(Expression left, Expression right) => new Operation(BinaryOperator.Add, left, right);

    /// <summary>A product.</summary>
    public static Expression operator *(Expression left, Expression right) => new Operation(BinaryOperator.Multiply, left, right);

    /// <summary>A quotient; 0 where the divisor is 0.</summary>
    public static Expression operator /(Expression left, Expression right) => new Operation(BinaryOperator.Divide, left, right);

    /// <summary>The larger of two.</summary>
    public static Expression Max(Expression left, Expression right) => new Operation(BinaryOperator.Max, left, right);

    /// <summary>The formula for people, such as <c>monetary / (1 + recency / 30)</c>. A quotient that is divided again stands in parentheses.</summary>
    public sealed override string ToString() => this switch
    {
        Constant constant => constant.Value.ToString("R", CultureInfo.InvariantCulture),
        Input input => input.Column,
        Operation { Operator: BinaryOperator.Max } larger => $"max({larger.Left}, {larger.Right})",
        Operation { Operator: BinaryOperator.Add } sum => $"{sum.Left} + {Enclosed(sum.Right, BinaryOperator.Add)}",
        Operation { Operator: BinaryOperator.Multiply } product => $"{Enclosed(product.Left, BinaryOperator.Add)} * {Enclosed(product.Right, BinaryOperator.Add, BinaryOperator.Multiply, BinaryOperator.Divide)}",
        Operation { Operator: BinaryOperator.Divide } quotient => $"{Enclosed(quotient.Left, BinaryOperator.Add, BinaryOperator.Divide)} / {Enclosed(quotient.Right, BinaryOperator.Add, BinaryOperator.Multiply, BinaryOperator.Divide)}",
        _ => throw new UnreachableException(),
    };

    private static string Enclosed(Expression part, params ReadOnlySpan<BinaryOperator> enclosed) =>
        part is Operation operation && enclosed.Contains(operation.Operator) ? $"({part})" : part.ToString();
}

/// <summary>A number.</summary>
/// <param name="Value">Finite.</param>
public sealed record Constant(double Value) : Expression;

/// <summary>The value of a column; a customer without one takes the median.</summary>
/// <param name="Column">The name of the column.</param>
public sealed record Input(string Column) : Expression
{
    /// <summary>Lower values count as this one. It belongs to what the column means, so formulas do not show it.</summary>
    public double Least { get; init; } = double.NegativeInfinity;
}

/// <summary>Two expressions joined.</summary>
/// <param name="Operator">How.</param>
/// <param name="Left">The first.</param>
/// <param name="Right">The second.</param>
public sealed record Operation(BinaryOperator Operator, Expression Left, Expression Right) : Expression;

/// <summary>What is done with two numbers.</summary>
public enum BinaryOperator
{
    /// <summary>The sum.</summary>
    Add,

    /// <summary>The product.</summary>
    Multiply,

    /// <summary>The first divided by the second; 0 where the second is 0.</summary>
    Divide,

    /// <summary>The larger one; of -0 and +0 it is +0.</summary>
    Max,
}
