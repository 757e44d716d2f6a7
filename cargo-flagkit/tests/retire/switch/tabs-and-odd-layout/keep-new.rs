pub	fn observe()->String{
	let mut log=vec![];
	log.push( odd( 1 ) );
		log.push(2) ;
	log.push(4);
	log.push(6); log.push(7);
	format!("{log:?}")
}

	fn odd( n:u8 )->u8{ n+1 }
