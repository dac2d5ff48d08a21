//! HCL as text: tokens, string literals that Terraform reads back byte by byte, and a formatter.
//!
//! Nothing here knows what Terraform's blocks mean. Three things need the same knowledge of the
//! language: what is generated must be escaped ([`quoted`], [`expression`]), must look as
//! `terraform fmt` leaves it ([`format()`]), and what people already have must be read.
//!
//! ```
//! use rolewright::{hcl, text::{Part, Reference, Text}};
//!
//! let arn = Text::from_parts([
//!     Part::Literal("a \"b\" ${c} $".to_owned()),
//!     Part::Reference(Reference::new("var.x")),
//! ]);
//! assert_eq!(hcl::quoted(&arn), r#""a \"b\" $${c} ${"$"}${var.x}""#);
//! assert_eq!(hcl::expression(&Text::reference("var.x")), "var.x");
//! assert_eq!(hcl::format("a=1\nlonger   =2\n"), "a      = 1\nlonger = 2\n");
//! ```

mod declarations;
mod escape;
mod format;
mod identifier;
mod token;
pub mod tree;
mod value;

pub use declarations::{Declaration, declarations, json_declarations};
pub use escape::{expression, literal, quoted};
pub use format::format;
pub use identifier::{identifier, is_identifier};
pub use token::{Token, TokenKind, template_tokens, tokens};
pub use value::value;
