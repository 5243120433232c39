//! Edits of a model before it is loaded. A model is a protobuf message (`onnx.proto` of the ONNX project,
//! message `ModelProto`); only its nodes are decoded, all else is passed on as it is. Field numbers below
//! are those of that file.

use thiserror::Error;

/// The bytes are no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this is no ONNX model, or only a part of one")]
pub struct NoModel;

/// A model whose graph can be edited.
pub struct Model<'a> {
    /// Fields of the model but its graph, as they stand in the file.
    others: Vec<&'a [u8]>,
    /// Fields of the graph but its nodes.
    graph: Vec<&'a [u8]>,
    /// The nodes, each after those whose results it takes.
    pub nodes: Vec<Node>,
    /// Constants that were added, encoded.
    constants: Vec<Vec<u8>>,
    /// Inputs that were added, encoded.
    inputs: Vec<Vec<u8>>,
}

/// An operation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Node {
    /// The values it takes; an empty name for one that is left out.
    pub inputs: Vec<String>,
    /// The values it gives.
    pub outputs: Vec<String>,
    /// Its own name.
    pub name: String,
    /// The operator, as `MatMul`.
    pub operator: String,
    /// Whose operator it is; empty for ONNX's own.
    pub domain: String,
    /// Attributes by name, each encoded.
    attributes: Vec<(String, Vec<u8>)>,
}

/// The value of a field.
enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// A field: its number, its value, and all bytes of it.
struct Field<'a> {
    number: u64,
    value: Value<'a>,
    whole: &'a [u8],
}

fn number(bytes: &mut &[u8]) -> Result<u64, NoModel> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first().ok_or(NoModel)?;
        *bytes = rest;
        value |= u64::from(first & 0x7F) << shift;
        if first & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(NoModel)
}

/// The fields of a message.
fn fields(bytes: &[u8]) -> impl Iterator<Item = Result<Field<'_>, NoModel>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let start = rest;
        let next = (!rest.is_empty()).then(|| {
            let tag = number(&mut rest)?;
            let length = match tag & 7 {
                0 => None,
                1 => Some(8),
                2 => Some(usize::try_from(number(&mut rest)?).map_err(|_| NoModel)?),
                5 => Some(4),
                _ => return Err(NoModel),
            };
            let value = match length {
                None => Value::Number(number(&mut rest)?),
                Some(length) => {
                    let (value, after) = rest.split_at_checked(length).ok_or(NoModel)?;
                    rest = after;
                    Value::Bytes(value)
                }
            };
            Ok(Field {
                number: tag >> 3,
                value,
                whole: &start[..start.len() - rest.len()],
            })
        });
        if matches!(next, Some(Err(_))) {
            rest = &[];
        }
        next
    })
}

fn put_number(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn put_bytes(field: u64, bytes: &[u8], out: &mut Vec<u8>) {
    put_number(field << 3 | 2, out);
    put_number(bytes.len() as u64, out);
    out.extend(bytes);
}

fn put_whole(field: u64, value: i64, out: &mut Vec<u8>) {
    put_number(field << 3, out);
    put_number(value as u64, out);
}

impl<'a> Model<'a> {
    /// Reads a model.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(bytes: &'a [u8]) -> Result<Self, NoModel> {
        let mut model = Self {
            others: Vec::new(),
            graph: Vec::new(),
            nodes: Vec::new(),
            constants: Vec::new(),
            inputs: Vec::new(),
        };
        for field in fields(bytes) {
            let field = field?;
            match field.value {
                // ModelProto.graph
                Value::Bytes(graph) if field.number == 7 => {
                    for field in fields(graph) {
                        let field = field?;
                        match field.value {
                            // GraphProto.node
                            Value::Bytes(node) if field.number == 1 => {
                                model.nodes.push(Node::read(node)?);
                            }
                            _ => model.graph.push(field.whole),
                        }
                    }
                }
                _ => model.others.push(field.whole),
            }
        }
        match model.nodes.is_empty() {
            true => Err(NoModel),
            false => Ok(model),
        }
    }

    /// The model as a file has it.
    pub fn write(&self) -> Vec<u8> {
        let mut edited = Vec::new();
        for node in &self.nodes {
            put_bytes(1, &node.write(), &mut edited);
        }
        for constant in &self.constants {
            // GraphProto.initializer
            put_bytes(5, constant, &mut edited);
        }
        for input in &self.inputs {
            // GraphProto.input
            put_bytes(11, input, &mut edited);
        }
        let size = |parts: &[&[u8]]| parts.iter().map(|part| part.len()).sum::<usize>();
        let length = edited.len() + size(&self.graph);
        let mut out = Vec::with_capacity(length + size(&self.others) + 16);
        self.others.iter().for_each(|field| out.extend(*field));
        put_number(7 << 3 | 2, &mut out);
        put_number(length as u64, &mut out);
        self.graph.iter().for_each(|field| out.extend(*field));
        out.extend(edited);
        out
    }

    /// Adds a constant of floats, of the dimensions `shape`.
    pub fn add_floats(&mut self, name: &str, shape: &[i64], values: &[f32]) {
        let raw: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.add_constant(name, FLOAT, shape, &raw);
    }

    /// Adds a constant of whole numbers, of the dimensions `shape`.
    pub fn add_whole(&mut self, name: &str, shape: &[i64], values: &[i64]) {
        let raw: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.add_constant(name, 7, shape, &raw);
    }

    /// Adds an input of one float.
    pub fn add_float_input(&mut self, name: &str) {
        self.inputs.push(value_info(name, FLOAT, Some(1)));
    }

    /// Adds a `TensorProto`, of a type by its number in `TensorProto.DataType`.
    fn add_constant(&mut self, name: &str, data_type: i64, shape: &[i64], raw: &[u8]) {
        let mut tensor = Vec::new();
        shape.iter().for_each(|n| put_whole(1, *n, &mut tensor));
        put_whole(2, data_type, &mut tensor);
        put_bytes(8, name.as_bytes(), &mut tensor);
        put_bytes(9, raw, &mut tensor);
        self.constants.push(tensor);
    }
}

impl Node {
    /// One of ONNX's own operators; it is named like what it gives.
    pub fn new(operator: &str, inputs: &[&str], output: &str) -> Self {
        Self {
            inputs: inputs.iter().map(|name| (*name).into()).collect(),
            outputs: vec![output.into()],
            name: format!("{output}_node"),
            operator: operator.into(),
            ..Self::default()
        }
    }

    fn read(bytes: &[u8]) -> Result<Self, NoModel> {
        let mut node = Self::default();
        for field in fields(bytes) {
            let field = field?;
            let Value::Bytes(value) = field.value else {
                return Err(NoModel);
            };
            let text = || String::from_utf8(value.into()).map_err(|_| NoModel);
            match field.number {
                1 => node.inputs.push(text()?),
                2 => node.outputs.push(text()?),
                3 => node.name = text()?,
                4 => node.operator = text()?,
                5 => node.attributes.push((name_of(value)?, value.into())),
                7 => node.domain = text()?,
                // Documentation and what later versions have.
                _ => {}
            }
        }
        Ok(node)
    }

    fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let texts = self.inputs.iter().map(|text| (1, text));
        let texts = texts.chain(self.outputs.iter().map(|text| (2, text)));
        for (field, text) in texts.chain([(3, &self.name), (4, &self.operator), (7, &self.domain)])
        {
            put_bytes(field, text.as_bytes(), &mut out);
        }
        for (_, attribute) in &self.attributes {
            put_bytes(5, attribute, &mut out);
        }
        out
    }

    /// An attribute of whole numbers (`AttributeProto.ints`), or of one (`i`); none if it is not there.
    pub fn whole(&self, name: &str) -> Option<Vec<i64>> {
        let (_, attribute) = self.attributes.iter().find(|(own, _)| own == name)?;
        let mut all = Vec::new();
        for field in fields(attribute) {
            let field = field.ok()?;
            match (field.number, field.value) {
                (3 | 8, Value::Number(value)) => all.push(value as i64),
                (8, Value::Bytes(mut packed)) => {
                    while !packed.is_empty() {
                        all.push(number(&mut packed).ok()? as i64);
                    }
                }
                _ => {}
            }
        }
        Some(all)
    }

    /// Sets an attribute of whole numbers.
    pub fn set_whole(&mut self, name: &str, values: &[i64]) {
        let mut attribute = Vec::new();
        values.iter().for_each(|n| put_whole(8, *n, &mut attribute));
        // AttributeProto.type, INTS
        put_whole(20, 7, &mut attribute);
        self.set(name, attribute);
    }

    /// Sets an attribute that is one whole number.
    #[cfg(test)]
    pub fn set_one(&mut self, name: &str, value: i64) {
        let mut attribute = Vec::new();
        // AttributeProto.i, INT
        put_whole(3, value, &mut attribute);
        put_whole(20, 2, &mut attribute);
        self.set(name, attribute);
    }

    /// Sets an attribute that is a number.
    pub fn set_float(&mut self, name: &str, value: f32) {
        let mut attribute = Vec::new();
        // AttributeProto.f, of 32 bits
        put_number(2 << 3 | 5, &mut attribute);
        attribute.extend(value.to_le_bytes());
        // FLOAT
        put_whole(20, 1, &mut attribute);
        self.set(name, attribute);
    }

    fn set(&mut self, name: &str, value: Vec<u8>) {
        let mut attribute = Vec::new();
        put_bytes(1, name.as_bytes(), &mut attribute);
        attribute.extend(value);
        self.attributes.retain(|(own, _)| own != name);
        self.attributes.push((name.into(), attribute));
    }
}

/// The number of floats in `TensorProto.DataType`.
const FLOAT: i64 = 1;

/// A `ValueInfoProto`: values of a type; a row of a length, or of any shape.
fn value_info(name: &str, data_type: i64, length: Option<i64>) -> Vec<u8> {
    let inside = |field: u64, bytes: &[u8]| {
        let mut out = Vec::new();
        put_bytes(field, bytes, &mut out);
        out
    };
    // TypeProto.Tensor: elem_type, and shape with its dim
    let mut tensor = Vec::new();
    put_whole(1, data_type, &mut tensor);
    if let Some(length) = length {
        // TensorShapeProto.Dimension.dim_value
        let mut dimension = Vec::new();
        put_whole(1, length, &mut dimension);
        put_bytes(2, &inside(1, &dimension), &mut tensor);
    }
    let mut out = inside(1, name.as_bytes());
    put_bytes(2, &inside(1, &tensor), &mut out);
    out
}

/// The name of an attribute.
fn name_of(attribute: &[u8]) -> Result<String, NoModel> {
    for field in fields(attribute) {
        if let Field {
            number: 1,
            value: Value::Bytes(name),
            ..
        } = field?
        {
            return String::from_utf8(name.into()).map_err(|_| NoModel);
        }
    }
    Err(NoModel)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A model as a file: its inputs with the types of their values (1 floats, 7 whole numbers), its nodes, and the
    /// one output, of floats.
    pub fn file(inputs: &[(&str, i64)], nodes: Vec<Node>, output: &str) -> Vec<u8> {
        let mut graph = Vec::new();
        for (name, data_type) in inputs {
            put_bytes(11, &value_info(name, *data_type, None), &mut graph);
        }
        put_bytes(12, &value_info(output, FLOAT, None), &mut graph);
        let model = Model {
            // ir_version 8, and opset_import of version 15
            others: vec![b"\x08\x08", b"\x42\x02\x10\x0f"],
            graph: vec![&graph],
            nodes,
            constants: Vec::new(),
            inputs: Vec::new(),
        };
        model.write()
    }

    fn small() -> Vec<u8> {
        let mut conv = Node::new("ConvInteger", &["x", "w", "", "z"], "y");
        conv.set_whole("pads", &[2, 2]);
        conv.set_float("seed", 1.5);
        let mut model = Model {
            others: vec![b"\x08\x09"],
            graph: vec![b"\x12\x01g"],
            nodes: vec![conv, Node::new("Relu", &["y"], "out")],
            constants: Vec::new(),
            inputs: Vec::new(),
        };
        model.add_floats("w", &[1, 2], &[0.5, -1.0]);
        model.write()
    }

    #[test]
    fn what_is_not_edited_stays() {
        let bytes = small();
        let model = Model::read(&bytes).unwrap();
        assert_eq!(model.nodes[0].whole("pads"), Some(vec![2, 2]));
        assert_eq!(model.nodes[0].inputs, ["x", "w", "", "z"]);
        assert_eq!(model.nodes[1].operator, "Relu");
        let again = model.write();
        assert_eq!(Model::read(&again).unwrap().nodes, model.nodes);
        assert_eq!(again.len(), bytes.len());
    }

    #[test]
    fn a_negative_number_is_read_as_it_was_set() {
        let mut node = Node::new("Pad", &[], "p");
        node.set_whole("axes", &[-1, 300]);
        assert_eq!(node.whole("axes"), Some(vec![-1, 300]));
        node.set_whole("axes", &[]);
        assert_eq!(node.whole("axes"), Some(vec![]));
        assert_eq!(node.whole("pads"), None);
    }

    #[test]
    fn half_a_model_is_none() {
        let bytes = small();
        assert!(Model::read(b"").is_err());
        assert!(Model::read(b"RIFF").is_err());
        // Cut off anywhere it is told, or what is left is whole by itself; it never panics.
        for end in 0..bytes.len() {
            let _ = Model::read(&bytes[..end]);
        }
        assert!(Model::read(&bytes[..bytes.len() - 3]).is_err());
    }
}
