using System.Runtime.CompilerServices;

namespace SegmentationService.Core.Features;

/// <summary>
/// An expression made ready to be computed for many customers. Its tree becomes a type: 1 + x is a <c>Joined&lt;Sum, Number, Column&gt;</c>. So the JIT
/// compiles it into the code that the formula written by hand would become; a loop over its operations took three times as long.
/// </summary>
internal abstract class ExpressionProgram
{
    private interface ITerm
    {
        double Of(ReadOnlySpan<double> inputs);
    }

    private interface IOperator
    {
        static abstract double Of(double left, double right);
    }

    /// <summary>Translates.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="inputs">The columns that customers have values of.</param>
    /// <exception cref="ArgumentException">The expression is made of a column that is not there.</exception>
    public static ExpressionProgram Of(Expression expression, IReadOnlyList<InputColumn> inputs)
    {
        var term = Term(expression, inputs);
        return (ExpressionProgram)Made(typeof(Compiled<>).MakeGenericType(term.GetType()), term);
    }

    /// <summary>The value for one customer. Allocates nothing; O(size of the expression).</summary>
    /// <param name="inputs">in: a value for each input, NaN where it is missing.</param>
    public abstract double Run(ReadOnlySpan<double> inputs);

    private static ITerm Term(Expression expression, IReadOnlyList<InputColumn> inputs)
    {
        if (expression is Constant constant) return new Number(constant.Value);
        if (expression is Operation operation) return Join(operation.Operator, Term(operation.Left, inputs), Term(operation.Right, inputs));

        var input = (Input)expression;
        var index = inputs.TakeWhile(column => column.Name != input.Column).Count();
        if (index == inputs.Count) throw new ArgumentException($"'{input.Column}', which a feature is made of, is not read.", nameof(expression));
        var column = new Column(index, inputs[index].Median);
        return double.IsNegativeInfinity(input.Least) ? column : Join(BinaryOperator.Max, column, new Number(input.Least));
    }

    private static ITerm Join(BinaryOperator operation, ITerm left, ITerm right)
    {
        var type = operation switch
        {
            BinaryOperator.Add => typeof(Sum),
            BinaryOperator.Multiply => typeof(Product),
            BinaryOperator.Divide => typeof(Quotient),
            _ => typeof(Larger),
        };
        return (ITerm)Made(typeof(Joined<,,>).MakeGenericType(type, left.GetType(), right.GetType()), left, right);
    }

    private static object Made(Type type, params object[] parts) => Activator.CreateInstance(type, parts)!;

    private readonly struct Number(double value) : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Of(ReadOnlySpan<double> inputs) => value;
    }

    private readonly struct Column(int index, double median) : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Of(ReadOnlySpan<double> inputs) => double.IsNaN(inputs[index]) ? median : inputs[index];
    }

    private readonly struct Joined<TOperator, TLeft, TRight>(TLeft left, TRight right) : ITerm
        where TOperator : struct, IOperator
        where TLeft : struct, ITerm
        where TRight : struct, ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Of(ReadOnlySpan<double> inputs) => TOperator.Of(left.Of(inputs), right.Of(inputs));
    }

    private readonly struct Sum : IOperator
    {
        public static double Of(double left, double right) => left + right;
    }

    private readonly struct Product : IOperator
    {
        public static double Of(double left, double right) => left * right;
    }

    private readonly struct Quotient : IOperator
    {
        public static double Of(double left, double right) => right == 0 ? 0 : left / right;
    }

    private readonly struct Larger : IOperator
    {
        public static double Of(double left, double right) => Math.Max(left, right);
    }

    private sealed class Compiled<TTerm>(TTerm term) : ExpressionProgram
        where TTerm : struct, ITerm
    {
        // Compiled at once in full: the first table of a process may have millions of customers.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override double Run(ReadOnlySpan<double> inputs) => term.Of(inputs);
    }
}
