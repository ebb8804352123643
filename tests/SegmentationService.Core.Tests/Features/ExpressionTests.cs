using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects that a formula means the same to the machine, to people and in another language.</summary>
public sealed class ExpressionTests
{
    private static readonly InputColumn[] Columns = [new("a", 1.5), new("b", 0), new("c", -2)];

    private static readonly Gen<Expression> Expressions = OfDepth(3);

    private static readonly Gen<double[]> Customers = Gen.OneOf(
        Gen.Choose(-30, 30).Select(value => (double)value),
        Gen.Choose(-1000, 1000).Select(value => value / 7.0),
        Gen.Elements(0, 1e60, -1e60, 1e-300, double.NaN)).ArrayOf(3);

    [Fact]
    public void Text_ByHand()
    {
        Expression a = new Input("a"), b = new Input("b"), c = new Input("c") { Least = 0 };

        Assert.Equal("a + b + c", (a + b + c).ToString());
        Assert.Equal("a + (b + c)", (a + (b + c)).ToString());
        Assert.Equal("a * b / c", (a * b / c).ToString());
        Assert.Equal("a * (b / c)", (a * (b / c)).ToString());
        Assert.Equal("(a / b) / c", (a / b / c).ToString());
        Assert.Equal("(a + b) * c + 0.5", (((a + b) * c) + 0.5).ToString());
        Assert.Equal("max(a + 1, b) / 30", (Expression.Max(a + 1, b) / 30).ToString());
    }

    [Fact]
    public void Columns_StandInTheOrderOfTheText() =>
        Assert.Equal(["b", "a", "b"], (new Input("b") / (1 + Expression.Max(new Input("a"), new Input("b")))).Columns);

    [Fact]
    public void Run_AnyExpression_IsTheTreeFollowed_BitForBit() =>
        Hold((expression, customer) => Follow(expression, customer));

    [Fact]
    public void Text_AnyExpression_IsTheSameByTheRulesOfArithmetic_BitForBit() =>
        Hold((expression, customer) => Arithmetic.Of(expression.ToString(), name => Value(name, customer)), leasts: false);

    [Fact]
    public void JavaScript_AnyExpression_IsTheSame_BitForBit() =>
        Hold((expression, customer) => Arithmetic.Of(JavaScript(expression), name => Value(name, customer)));

    [Fact]
    public void Program_ColumnThatIsNotRead_Throws() =>
        Assert.Contains("'d'", Assert.Throws<ArgumentException>(() => ExpressionProgram.Of(1 + new Input("d"), Columns)).Message, StringComparison.Ordinal);

    [Fact]
    public void Run_ManyTimes_AllocatesNothing()
    {
        var program = ExpressionProgram.Of(BehaviouralFeatures.Of(new ColumnParts { Recency = "a", Frequency = "b", Monetary = "c", Tenure = "a" })[2].Expression, Columns);
        double[] customer = [double.NaN, 1, 2];
        program.Run(customer);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) program.Run(customer);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Hold(Func<Expression, double[], double> expected, bool leasts = true) =>
        SeededProperty.Holds(
            from expression in Expressions from customer in Customers select (expression, customer),
            input =>
            {
                var expression = leasts ? input.expression : WithoutLeasts(input.expression);
                Assert.Equal(
                    BitConverter.DoubleToInt64Bits(expected(expression, input.customer)),
                    BitConverter.DoubleToInt64Bits(ExpressionProgram.Of(expression, Columns).Run(input.customer)));
            });

    private static Gen<Expression> OfDepth(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Elements(0, 1, 30, 365, 0.1, 2.5).Select(number => (Expression)number),
            Gen.Elements("a", "b", "c").Select(name => (Expression)new Input(name)),
            Gen.Elements("a", "b", "c").Select(name => (Expression)new Input(name) { Least = 0 }));
        if (depth == 0) return leaf;
        var part = OfDepth(depth - 1);
        return Gen.OneOf(leaf, from operation in Gen.Elements(Enum.GetValues<BinaryOperator>()) from left in part from right in part select (Expression)new Operation(operation, left, right));
    }

    private static Expression WithoutLeasts(Expression expression) => expression switch
    {
        Input input => new Input(input.Column),
        Operation operation => operation with { Left = WithoutLeasts(operation.Left), Right = WithoutLeasts(operation.Right) },
        _ => expression,
    };

    private static double Value(string name, double[] customer)
    {
        var index = Array.FindIndex(Columns, column => column.Name == name);
        return double.IsNaN(customer[index]) ? Columns[index].Median : customer[index];
    }

    private static double Follow(Expression expression, double[] customer) => expression switch
    {
        Constant constant => constant.Value,
        Input input => Math.Max(Value(input.Column, customer), input.Least),
        Operation { Operator: BinaryOperator.Add } sum => Follow(sum.Left, customer) + Follow(sum.Right, customer),
        Operation { Operator: BinaryOperator.Multiply } product => Follow(product.Left, customer) * Follow(product.Right, customer),
        Operation { Operator: BinaryOperator.Divide } quotient => Arithmetic.Quotient(Follow(quotient.Left, customer), Follow(quotient.Right, customer)),
        Operation larger => Math.Max(Follow(larger.Left, customer), Follow(larger.Right, customer)),
        _ => throw new ArgumentOutOfRangeException(nameof(expression)),
    };

    /// <summary>The expression in JavaScript, where <c>quotient</c> is <c>(a, b) => b === 0 ? 0 : a / b</c>: what an export would write.</summary>
    private static string JavaScript(Expression expression) => expression switch
    {
        Constant constant => constant.Value.ToString("R", CultureInfo.InvariantCulture),
        Input { Least: double.NegativeInfinity } input => input.Column,
        Input input => $"Math.max({input.Column}, {input.Least.ToString("R", CultureInfo.InvariantCulture)})",
        Operation operation => (operation.Operator switch
        {
            BinaryOperator.Add => "({0} + {1})",
            BinaryOperator.Multiply => "({0} * {1})",
            BinaryOperator.Divide => "quotient({0}, {1})",
            _ => "Math.max({0}, {1})",
        }).Replace("{0}", JavaScript(operation.Left), StringComparison.Ordinal).Replace("{1}", JavaScript(operation.Right), StringComparison.Ordinal),
        _ => throw new ArgumentOutOfRangeException(nameof(expression)),
    };

    /// <summary>Computes a text of numbers, names, <c>+ * /</c>, parentheses and functions by the usual rules: * and / before +, of equals the left one first.</summary>
    private sealed class Arithmetic(string text, Func<string, double> valueOf)
    {
        private int _next;

        public static double Of(string text, Func<string, double> valueOf)
        {
            var reader = new Arithmetic(text, valueOf);
            var value = reader.Sum();
            Assert.Equal(text.Length, reader._next);
            return value;
        }

        public static double Quotient(double left, double right) => right == 0 ? 0 : left / right;

        private double Sum()
        {
            var value = Product();
            while (Takes(" + ")) value += Product();
            return value;
        }

        private double Product()
        {
            var value = Part();
            while (true)
            {
                if (Takes(" * ")) value *= Part();
                else if (Takes(" / ")) value = Quotient(value, Part());
                else return value;
            }
        }

        private double Part()
        {
            if (Takes("(")) return Closed(Sum());
            var start = _next;
            while (_next < text.Length && (char.IsLetterOrDigit(text[_next]) || text[_next] == '.')) _next++;
            var word = text[start.._next];
            if (!Takes("(")) return char.IsDigit(word[0]) ? double.Parse(word, CultureInfo.InvariantCulture) : valueOf(word);
            var left = Sum();
            Assert.True(Takes(", "));
            var right = Closed(Sum());
            return word == "quotient" ? Quotient(left, right) : Math.Max(left, right);
        }

        private double Closed(double value)
        {
            Assert.True(Takes(")"));
            return value;
        }

        private bool Takes(string token)
        {
            if (string.CompareOrdinal(text, _next, token, 0, token.Length) != 0) return false;
            _next += token.Length;
            return true;
        }
    }
}
